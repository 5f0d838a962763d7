<?php
// websockets-server.php PORT
// Stands in for a PHP program that hands its certificate to PHP's own TLS, as Laravel's WebSocket servers do; there is
// no switch: a certificate turns TLS on.
$tls = array_filter([
    'local_cert' => getenv('PUSHER_SSL_CERT'),
    'local_pk' => getenv('PUSHER_SSL_KEY'),
    'passphrase' => getenv('PUSHER_SSL_PASSPHRASE'),
]);
$address = (isset($tls['local_cert']) ? 'tls' : 'tcp') . '://127.0.0.1:' . $argv[1];
$flags = STREAM_SERVER_BIND | STREAM_SERVER_LISTEN;
$server = stream_socket_server($address, $code, $message, $flags, stream_context_create(['ssl' => $tls]));
if ($server === false) {
    exit(1);
}
while (true) {
    $client = stream_socket_accept($server, 600);
    if ($client === false) {
        continue;
    }
    stream_set_timeout($client, 5);
    $request = fgets($client);
    while ($request !== false && ($line = fgets($client)) !== false && trim($line) !== '') {
    }
    $status = strncmp((string) $request, 'GET /up ', 8) === 0 ? '200 OK' : '404 Not Found';
    fwrite($client, "HTTP/1.1 $status\r\nContent-Length: 2\r\nConnection: close\r\n\r\nup");
    fclose($client);
}
