'use strict';
// node-server.js webapp|console PORT MANAGEMENT_PORT [FROM=TO ...]
// Stands in for two Node programs, told about TLS by the variables that Camunda's pages name. Calls to port FROM of any
// host go to port TO of this machine, with the name of that host.
const fs = require('fs');
const http = require('http');
const https = require('https');

const [program, port, managementPort, ...routes] = process.argv.slice(2);
const ports = new Map(routes.map(route => route.split('=').map(Number)));

// docs.camunda.io: webapp reads a path, Console a file: URL. Either takes nothing else.
const programs = {
  webapp: {enabled: 'SSL_ENABLED', cert: 'SSL_CERT', key: 'SSL_KEY', passphrase: 'SSL_PASSPHRASE', file: path => path},
  console: {
    enabled: 'SERVER_SSL_ENABLED',
    cert: 'SERVER_SSL_CERTIFICATE',
    key: 'SERVER_SSL_CERTIFICATE_PRIVATE_KEY',
    passphrase: 'SERVER_SSL_PASSPHRASE',
    file: url => new URL(url),
  },
};

function serve(prefix, where, handler) {
  const names = programs[program];
  const value = name => process.env[prefix + names[name]];
  const read = name => fs.readFileSync(names.file(value(name)));
  const server = value('enabled') === 'true'
    ? https.createServer({cert: read('cert'), key: read('key'), passphrase: value('passphrase')}, handler)
    : http.createServer(handler);
  server.listen(Number(where), '127.0.0.1');
}

function call(address, response) {
  const url = new URL(address);
  const client = url.protocol === 'https:' ? https : http;
  const asked = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const lookup = (host, options, done) =>
    options.all ? done(null, [{address: '127.0.0.1', family: 4}]) : done(null, '127.0.0.1', 4);
  client
    .get({host: url.hostname, port: ports.get(asked) || asked, path: url.pathname + url.search, lookup}, async answer => {
      const parts = [];
      for await (const part of answer) parts.push(part);
      response.end(Buffer.concat(parts));
    })
    .on('error', error => response.end('not reached: ' + (error.code || error.message)));
}

function restapi(sslVariable, portVariable) {
  const scheme = process.env[sslVariable] === 'true' ? 'https' : 'http';
  return `${scheme}://${process.env.RESTAPI_HOST}:${process.env[portVariable]}`;
}

serve('', port, (request, response) => {
  const url = new URL(request.url, 'http://any');
  response.setHeader('Connection', 'close');
  if (url.pathname === '/ping') response.end('pong');
  else if (url.pathname === '/call') call(url.searchParams.get('url'), response);
  else if (url.pathname === '/restapi') call(restapi('RESTAPI_SSL_ENABLED', 'RESTAPI_PORT') + '/ping', response);
  else if (url.pathname === '/restapi-management')
    call(restapi('RESTAPI_MANAGEMENT_SSL_ENABLED', 'RESTAPI_MANAGEMENT_PORT') + '/health/readiness', response);
  else response.writeHead(404).end();
});
serve('MANAGEMENT_', managementPort, (request, response) => {
  response.setHeader('Connection', 'close');
  response.end('{"status":"UP"}');
});
