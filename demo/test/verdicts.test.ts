// The rule of the verdicts: what was not shown has failed.

import { describe, expect, it } from "vitest";
import { Verdicts } from "../src/driver/verdicts.ts";
import { summaryLine, verdictLine } from "../src/report/report.ts";

const plain = { green: String, red: String };

describe("Verdicts", () => {
  it("holds only if every claim was decided and held", () => {
    const verdicts = new Verdicts(["one", "two"]);
    verdicts.decide("one", [], "seen");
    expect(verdicts.held).toBe(false);
    verdicts.decide("two", [], "");
    expect(verdicts.held).toBe(true);
  });

  it("fails a claim that was never checked, and says so", () => {
    const verdicts = new Verdicts(["one", "two"]);
    verdicts.decide("two", [], "seen");
    expect(verdicts.all().map((verdict) => verdictLine(verdict, plain))).toEqual([
      "FAIL one: it was never checked",
      "PASS two (seen)",
    ]);
    expect(summaryLine(verdicts.all())).toBe("1 of 2 claims held.");
  });

  it("tells the first problems and how many there are more", () => {
    const verdicts = new Verdicts(["one"]);
    verdicts.decide("one", ["a", "b", "c", "d", "e"], "seen");
    const lines = verdicts.all().map((verdict) => verdictLine(verdict, plain));
    expect(lines).toEqual(["FAIL one: a; b; c; and 2 more"]);
    expect(verdicts.held).toBe(false);
  });

  it("fails what a broken-off phase left undecided and leaves the rest", () => {
    const verdicts = new Verdicts(["one", "two"]);
    verdicts.decide("one", [], "");
    verdicts.failUndecided(["one", "two"], "the phase broke off");
    expect(verdicts.all().map(({ held }) => held)).toEqual([true, false]);
  });

  it("decides a claim once and knows no others", () => {
    const verdicts = new Verdicts(["one"]);
    verdicts.decide("one", [], "");
    expect(() => {
      verdicts.decide("one", ["late"], "");
    }).toThrow(/unknown or decided: one/);
    expect(() => {
      verdicts.decide("three", [], "");
    }).toThrow(/unknown or decided: three/);
  });
});
