// TLS for https://app.example.com: require() it, from a program of ES modules by import.
"use strict";
const fs = require("node:fs");

const cert = "/etc/node-tls/tls.crt";
const key = "/etc/node-tls/tls.key";

// Read anew each time. source: https://nodejs.org/api/tls.html#tlscreateserveroptions-secureconnectionlistener
const options = () => ({
  cert: fs.readFileSync(cert),
  key: fs.readFileSync(key),
  minVersion: "TLSv1.2",
});

// A server of node:tls, node:https or node:http2 that takes renewed certificates while it runs.
const secure = (server) => {
  for (const file of [cert, key]) {
    fs.watchFile(file, { interval: 2000, persistent: false }, () => {
      try {
        server.setSecureContext(options());
      } catch (fault) {
        // The pair is being renewed, and only one of the two is there: the other file is seen as well.
        console.error(`not renewed yet: ${fault.message}`);
      }
    });
  }
  return server;
};

module.exports = { port: 8443, options, secure };
