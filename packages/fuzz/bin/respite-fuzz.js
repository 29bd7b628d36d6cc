#!/usr/bin/env node
// The command as it is installed: everything lies in the compiled package.
await import("../dist/main.js");
