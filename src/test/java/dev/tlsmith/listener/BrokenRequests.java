package dev.tlsmith.listener;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Requests that are not to be served, by what is wrong with them; bytes as characters. */
final class BrokenRequests {

  /** Stands in every body, and must stand in no log. */
  static final String MARK = "mark-of-a-body.example.com";

  static final String BODY = "product=kestra&hosts=" + MARK;
  static final String CHUNK = Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n";

  private static final String GET = "GET /health HTTP/1.1\r\nHost: x\r\n";
  private static final String LENGTH = "Content-Length: " + BODY.length() + "\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
  private static final int MIB = 1 << 20;

  private BrokenRequests() {}

  /** A spec in a form, sent as the headers say. */
  static String post(String headers, String body) {
    return "POST /v1/validations HTTP/1.1\r\nHost: x\r\n"
        + "Content-Type: application/x-www-form-urlencoded\r\n"
        + headers
        + "\r\n"
        + body;
  }

  static String get(String headers) {
    return GET + headers + "\r\n";
  }

  static Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    all.putAll(tooLarge());
    all.putAll(ofDoubtfulLength());
    all.putAll(malformed());
    return all;
  }

  private static Map<String, String> tooLarge() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("a URL of 9 kB", "GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    all.put("a header of 20 kB", get("X: " + "a".repeat(20_000) + "\r\n"));
    all.put("5,000 headers", get("X: y\r\n".repeat(5000)));
    all.put("a method of 9 kB", "G".repeat(9000) + " / HTTP/1.1\r\nHost: x\r\n\r\n");
    all.put("a body over the limit", post("Content-Length: 2000000\r\n", BODY.repeat(40_000)));
    all.put(
        "a body that only says it is over the limit", post("Content-Length: 2000000\r\n", BODY));
    String large = "4000\r\n" + "a".repeat(0x4000) + "\r\n";
    all.put("chunks over the limit", post(CHUNKED, large.repeat(MIB / 0x4000 + 1) + "0\r\n\r\n"));
    all.put(
        "a trailer of 20 kB", post(CHUNKED, CHUNK + "0\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"));
    all.put(
        "a chunk extension of 20 kB", post(CHUNKED, "5;" + "a".repeat(20_000) + "\r\nhosts\r\n"));
    return all;
  }

  /** What one server may take for one request, and another for two. */
  private static Map<String, String> ofDoubtfulLength() {
    Map<String, String> all = new LinkedHashMap<>();
    String smuggled = "0\r\n\r\n" + get("");
    all.put("both lengths", post(LENGTH + CHUNKED, CHUNK + "0\r\n\r\n"));
    all.put("both lengths, the other way round", post(CHUNKED + "Content-Length: 4\r\n", smuggled));
    all.put("two equal lengths", post(LENGTH + LENGTH, BODY));
    all.put("two lengths", post(LENGTH + "Content-Length: 3\r\n", BODY));
    all.put("a list of lengths", post("Content-Length: 3, 47\r\n", BODY));
    all.put("a length over all bounds", post("Content-Length: 99999999999999999999\r\n", BODY));
    all.put("a negative length", post("Content-Length: -1\r\n", BODY));
    all.put("a length with a sign", post("Content-Length: +47\r\n", BODY));
    all.put("a hexadecimal length", post("Content-Length: 0x2f\r\n", BODY));
    all.put("an empty length", post("Content-Length: \r\n", BODY));
    all.put("a space before the colon", post("Content-Length : 47\r\n", BODY));
    all.put("a folded length", post("Content-Length:\r\n 47, 3\r\n", BODY));
    all.put("a folded transfer coding", post("Transfer-Encoding:\r\n chunked\r\n", smuggled));
    all.put("an unknown transfer coding", post("Transfer-Encoding: xchunked\r\n", smuggled));
    all.put("no transfer coding", post("Transfer-Encoding: identity\r\n" + LENGTH, BODY));
    all.put("chunked not at the end", post("Transfer-Encoding: chunked, identity\r\n", smuggled));
    all.put("compressed chunks", post("Transfer-Encoding: gzip, chunked\r\n", smuggled));
    all.put("chunked twice", post(CHUNKED + CHUNKED, smuggled));
    all.put("two transfer codings", post(CHUNKED + "Transfer-Encoding: identity\r\n", smuggled));
    all.put("a vertical tab", post("Transfer-Encoding: \u000bchunked\r\n", smuggled));
    all.put("a quoted coding", post("Transfer-Encoding: \"chunked\"\r\n", smuggled));
    all.put("chunks in HTTP/1.0", "POST / HTTP/1.0\r\n" + CHUNKED + "\r\n" + smuggled);
    all.put("a negative chunk", post(CHUNKED, "-1\r\n" + BODY));
    all.put("a chunk size that is no number", post(CHUNKED, "zz\r\n" + BODY + "\r\n0\r\n\r\n"));
    all.put("a chunk size over all bounds", post(CHUNKED, "ffffffffffffffff\r\n" + BODY));
    all.put("a chunk that is longer than it says", post(CHUNKED, "3\r\n" + BODY + "\r\n0\r\n\r\n"));
    all.put("a broken chunk behind a whole one", post(CHUNKED, CHUNK + "XX\r\n"));
    all.put(
        "chunks that end in line feeds alone", post(CHUNKED, CHUNK.replace("\r", "") + "0\n\n"));
    return all;
  }

  private static Map<String, String> malformed() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("a control character in the method", "GE\u0001T / HTTP/1.1\r\nHost: x\r\n\r\n");
    all.put("an unknown method", "BREW / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    all.put("NUL in a header", get("X: a\0b\r\n"));
    all.put("NUL in a header's name", get("X\0: a\r\n"));
    all.put("NUL in the URL", "GET /hea\0lth HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    all.put("line feeds alone", "GET /health HTTP/1.1\nHost: x\n\n");
    all.put("a carriage return alone", get("X: a\rb\r\n"));
    all.put("a header without a colon", get("no colon\r\n"));
    all.put("HTTP/0.9", "GET /health\r\n\r\n");
    all.put("HTTP/2 by prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    all.put("HTTP/3.7", "GET /health HTTP/3.7\r\nHost: x\r\n\r\n");
    all.put("something else", "SSH-2.0-OpenSSH_9.2\r\n\r\n");
    all.put("noise", "\u00ff\u00fe\0\u0080noise\r\n\r\n");
    all.put("TLS on the plain port", clientHello());
    all.put("no host", "GET /health HTTP/1.1\r\n\r\n");
    all.put("two hosts", get("Host: y\r\n"));
    all.put("a bad escape in the URL", "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    all.put(
        "a URL with no host", "GET http://[:: HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    all.put("a tunnel", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nConnection: close\r\n\r\n");
    all.put(
        "a path upwards",
        "GET /docs/swagger-ui/../../x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    all.put("a compressed body", post("Content-Encoding: gzip\r\n" + LENGTH, BODY));
    all.put("a body compressed otherwise", post("Content-Encoding: snappy\r\n" + LENGTH, BODY));
    return all;
  }

  /** The beginning of a handshake: record, client hello, version, random. */
  private static String clientHello() {
    byte[] head = {0x16, 3, 1, 0, (byte) 200, 1, 0, 0, (byte) 196, 3, 3};
    return new String(head, StandardCharsets.ISO_8859_1) + "r".repeat(200);
  }
}
