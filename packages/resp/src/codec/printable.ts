// Wire bytes as text a terminal and a log line survive: for error messages and fuzzing reports.

/** The bytes as ASCII, with `\r`, `\n`, `\t`, `\\`, `\"` and `\xNN` for what is not printable. */
export function printable(bytes: Uint8Array): string {
  let text = "";
  for (let index = 0; index < bytes.length; index++) text += printableByte(bytes[index]!);
  return text;
}

/** As {@link printable}, one line of text per wire line: how a RESP stream is read by people. */
export function printableLines(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let index = 0; index < bytes.length; index++) {
    if (bytes[index] !== 0x0a) continue;
    lines.push(printable(bytes.subarray(start, index + 1)));
    start = index + 1;
  }
  if (start < bytes.length) lines.push(printable(bytes.subarray(start)));
  return lines;
}

function printableByte(byte: number): string {
  if (byte === 0x0d) return "\\r";
  if (byte === 0x0a) return "\\n";
  if (byte === 0x09) return "\\t";
  if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}
