// TLS for https://flows.example.com
{
  const { readFileSync } = require("node:fs");
  Object.assign(module.exports, {
    uiPort: 1880,
    // source: https://nodered.org/docs/user-guide/runtime/securing-node-red#refreshing-https-certificates
    https: () => ({
      cert: readFileSync("/etc/node-red-tls/tls.crt"),
      key: readFileSync("/etc/node-red-tls/tls.key"),
      minVersion: "TLSv1.2",
    }),
    // In hours: every ten seconds it looks whether the pair was renewed.
    httpsRefreshInterval: 10 / 3600,
  });
}
