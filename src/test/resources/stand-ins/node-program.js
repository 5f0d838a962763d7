'use strict';
// A program on Node.js that was made without TLS in mind, with the lines that TLS.md of its bundle asks for.
const https = require('node:https');

const tls = require(process.env.TLS_MODULE);

const handler = (request, response) => response.end('pong');
tls.secure(https.createServer(tls.options(), handler)).listen(tls.port);
