package io.trueup.listener.endtoend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ObjIntConsumer;
import java.util.zip.GZIPInputStream;

/** A collector that takes spans by OTLP over HTTP, as protobuf, and keeps them by id. */
final class SpanCollector implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, Span> spans = new ConcurrentHashMap<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();

  /** A span as it was sent; {@code links} are traces. */
  record Span(
      String trace,
      String id,
      String parent,
      String name,
      long start,
      long end,
      boolean hasFailed,
      List<String> links) {}

  SpanCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:%d/v1/traces".formatted(server.getAddress().getPort());
  }

  /** The spans of one trace by name. */
  Map<String, Span> trace(String id) {
    var named = new TreeMap<String, Span>();
    spans.values().stream()
        .filter(it -> it.trace().equals(id))
        .forEach(it -> named.put(it.name(), it));
    return named;
  }

  List<Span> all() {
    return List.copyOf(spans.values());
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var isZipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      var body =
          isZipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
      authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      each(
          ByteBuffer.wrap(body.readAllBytes()),
          (resource, field) -> {
            if (field == 1) {
              each(
                  resource,
                  (scope, inner) -> {
                    if (inner == 2) {
                      each(
                          scope,
                          (span, last) -> {
                            if (last == 2) {
                              keep(span);
                            }
                          });
                    }
                  });
            }
          });
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void keep(ByteBuffer span) {
    var texts = new TreeMap<Integer, ByteBuffer>();
    var links = new ArrayList<String>();
    var failed = new ArrayList<Integer>();
    each(
        span,
        (value, field) -> {
          switch (field) {
            case 13 -> each(value, (part, inner) -> addTrace(links, part, inner));
            case 15 -> each(value, (part, inner) -> addCode(failed, part, inner));
            default -> texts.put(field, value);
          }
        });
    var kept =
        new Span(
            hex(required(texts, 1)),
            hex(required(texts, 2)),
            texts.containsKey(4) ? hex(texts.get(4)) : "",
            new String(bytes(required(texts, 5)), StandardCharsets.UTF_8),
            required(texts, 7).getLong(),
            required(texts, 8).getLong(),
            failed.contains(2),
            List.copyOf(links));
    spans.put(kept.trace() + kept.id(), kept);
  }

  private static void addTrace(List<String> links, ByteBuffer part, int field) {
    if (field == 1) {
      links.add(hex(part));
    }
  }

  private static void addCode(List<Integer> codes, ByteBuffer part, int field) {
    if (field == 3) {
      codes.add((int) part.getLong());
    }
  }

  private static String hex(ByteBuffer value) {
    return HexFormat.of().formatHex(bytes(value));
  }

  private static byte[] bytes(ByteBuffer value) {
    var bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return bytes;
  }

  /** The fields of a protobuf message; numbers are eight bytes. */
  private static void each(ByteBuffer message, ObjIntConsumer<ByteBuffer> field) {
    var rest = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (rest.hasRemaining()) {
      var key = varint(rest);
      var value =
          switch ((int) (key & 7)) {
            case 0 -> number(varint(rest));
            case 1 -> number(rest.getLong());
            case 2 -> slice(rest, (int) varint(rest));
            case 5 -> number(rest.getInt());
            default -> throw new IllegalStateException("Not protobuf: key " + key);
          };
      field.accept(value, (int) (key >>> 3));
    }
  }

  private static ByteBuffer number(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(0, number);
  }

  private static ByteBuffer slice(ByteBuffer rest, int length) {
    var slice = rest.slice(rest.position(), length);
    rest.position(rest.position() + length);
    return slice;
  }

  private static long varint(ByteBuffer rest) {
    var number = 0L;
    for (var shift = 0; ; shift += 7) {
      var next = rest.get();
      number |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return number;
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static ByteBuffer required(Map<Integer, ByteBuffer> fields, int number) {
    return Objects.requireNonNull(
        fields.get(number), () -> "Field %d is missing".formatted(number));
  }
}
