package io.trueup.listener.daemon.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Requests as bytes, made from good ones by damage that clients, proxies and attackers do. */
public final class RandomRequests {

  private static final List<String> METHODS =
      List.of(
          "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get",
          "");

  private static final List<String> TARGETS =
      List.of(
          "/login?%",
          "/api/v1/runs?%",
          "/hooks/%2e%2e/api/v1/status",
          "/hooks/..%2f..%2fmetrics",
          "/hooks",
          "/hooks/",
          "/hooks//open",
          "/hooks/open/../../login",
          "/hooks/open;x=/..",
          "*",
          "//",
          "/api/v1/platforms/%00",
          "/api/v1/platforms/%2F",
          "/api/v1/versions/acme/99999999999999999999",
          "/api/v1/deliveries?limit=-1&limit=2",
          "/api/v1/names?physical=%F0%9F%92%A9",
          "http://example.org/hooks/open",
          "/?" + "a=b&".repeat(1_500),
          "/" + "a/".repeat(5_000));

  private static final List<String> HEADERS =
      List.of(
          "Content-Length: 0",
          "Content-Length: 5",
          "Content-Length: 99999999999999999999",
          "Content-Length: -1",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: gzip, chunked",
          "Transfer-Encoding:\tchunked",
          "Transfer-Encoding:\r\n chunked",
          "Content-Type: application/x-www-form-urlencoded",
          "Content-Type: multipart/form-data; boundary=x",
          "Content-Type: multipart/form-data",
          "Content-Type: \"",
          "Content-Encoding: gzip",
          "Expect: 100-continue",
          "Expect: nothing",
          "Host: other",
          "Connection: close",
          "Connection: upgrade",
          "Upgrade: websocket",
          "Upgrade: h2c",
          "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
          "Sec-WebSocket-Key: x",
          "Sec-WebSocket-Version: 13",
          "Cookie: trueup_token=\"; a=%; =",
          "Cookie: " + "a=b; ".repeat(2_000),
          "Authorization: Bearer \u00ff",
          "Authorization: Basic Og==",
          "X-Forwarded-Proto: https",
          "Accept-Encoding: gzip",
          "Range: bytes=0-1",
          " folded: yes",
          "no colon",
          ": no name",
          "X-Nul: \0",
          "X-GitHub-Event: push",
          "X-Hub-Signature-256: sha256=",
          "Content-Type: application/json; charset=utf-16");

  private static final List<String> PIECES =
      List.of(
          "\r\n",
          "\n",
          "\r",
          "\0",
          " ",
          "%",
          "%2e",
          "\r\n\r\n",
          ":",
          ";",
          "\"",
          "{",
          "\u00ff\u00fe",
          "HTTP/1.1",
          "0\r\n\r\n");

  private static final List<String> BODIES =
      List.of(
          "",
          "{}",
          "null",
          "[1",
          "token=%",
          "token=a&token=b",
          "payload=%7B%7D",
          "=&=&%=%",
          "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\na\r\n--x--\r\n",
          "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../../x\"\r\n\r\na",
          "{\"platform\":\"Live\",\"node\":\"\\u0000\",\"job\":\"x\"}",
          "{\"a\":".repeat(2_000));

  private final List<String> good;
  private final RandomGenerator random;

  /** Requests made from good ones. */
  public RandomRequests(List<String> good, RandomGenerator random) {
    this.good = good;
    this.random = random;
  }

  /** The next request, or two of them. */
  public byte[] next() {
    var bytes = damaged();
    return random.nextInt(5) == 0 ? joined(bytes, damaged()) : bytes;
  }

  private byte[] damaged() {
    var request = one(good);
    for (var i = random.nextInt(4); i > 0; i--) {
      request = changed(request);
    }
    var bytes = request.getBytes(StandardCharsets.ISO_8859_1);
    for (var i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
  }

  private String changed(String request) {
    return switch (random.nextInt(8)) {
      case 0 -> one(METHODS) + request.substring(Math.max(0, request.indexOf(' ')));
      case 1 ->
          request.replaceFirst(
              " [^ ]* ", java.util.regex.Matcher.quoteReplacement(" " + one(TARGETS) + " "));
      case 2, 3 -> inserted(request, request.indexOf("\r\n") + 2, one(HEADERS) + "\r\n");
      case 4 -> inserted(request, random.nextInt(request.length() + 1), one(PIECES));
      case 5 -> head(request) + one(BODIES);
      case 6 -> chunked(request);
      default ->
          request.replaceFirst(
              "(?i)content-length: *[0-9]+", "Content-Length: " + random.nextInt(60));
    };
  }

  private String chunked(String request) {
    var body = request.substring(head(request).length());
    var size =
        random.nextInt(3) == 0
            ? one(List.of("-1", "zz", "", "ffffffff", "1;a=b"))
            : Integer.toHexString(body.length());
    return head(request).replaceFirst("(?i)content-length: *[0-9]+", "Transfer-Encoding: chunked")
        + size
        + "\r\n"
        + body
        + "\r\n0\r\n\r\n";
  }

  private static String head(String request) {
    var end = request.indexOf("\r\n\r\n");
    return end < 0 ? request : request.substring(0, end + 4);
  }

  private static String inserted(String text, int at, String piece) {
    return text.substring(0, at) + piece + text.substring(at);
  }

  private String one(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    var both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }
}
