package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.api.ApiException.Status;
import io.trueup.listener.daemon.question.AnswerList;
import io.trueup.listener.daemon.question.AnswerPage;
import io.trueup.listener.daemon.question.AnswerWriter;
import io.trueup.listener.daemon.question.FieldSelection;
import io.trueup.listener.engine.snapshot.ModelVersion;
import io.trueup.listener.engine.versions.moving.ContentCoding;
import io.trueup.model.fingerprint.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Makes HTTP answers of answers about versions: entity tags, compression, pages and streams. What
 * one version says never changes, so an entity tag is known before its answer is made. Thread-safe.
 */
final class QuestionAnswers {

  /** Fewer bytes are not worth the time that compression takes. */
  private static final int WORTH_COMPRESSING = 16 << 10;

  private static final int AT_ONCE = 64;
  private static final int SLOW_AT_ONCE = 4;
  private static final Duration SLOW_WAIT = Duration.ofSeconds(5);
  private static final int TAG_BYTES = 16;
  private static final String RETRY_SECONDS = "2";
  private static final String JSON = "application/json";
  private static final String LINES = "application/x-ndjson";

  /**
   * Only the caller may keep it, because it was shown to the owner of a token; for a year, and
   * without asking again, because it never changes.
   */
  private static final String FOR_EVER = "private, max-age=31536000, immutable";

  /** Kept too, but asked about before each use: a newer program may answer otherwise. */
  private static final String ASK_AGAIN = "private, no-cache";

  private final String program;
  private final Semaphore streams = new Semaphore(AT_ONCE, true);
  private final Semaphore slow = new Semaphore(SLOW_AT_ONCE, true);

  /**
   * Answers of a program.
   *
   * @param program its version, since another one may write the same answer otherwise
   */
  QuestionAnswers(String program) {
    this.program = program;
  }

  /** Makes one answer. */
  @FunctionalInterface
  interface Answering {
    Object answer();
  }

  /** How long an answer stays true. */
  enum Lasting {
    /** It follows from the version alone. */
    FOR_EVER,
    /** It follows from the version and the program. */
    WITH_PROGRAM
  }

  /** One answer, or that the caller has it already. */
  HttpAnswer one(
      ApiRequest request,
      ModelVersion version,
      Class<?> type,
      Lasting lasting,
      Answering question) {
    var fields = FieldSelection.parse(request.query("fields"), type);
    var tag = tag(request, version, false);
    if (isKnown(request, tag)) {
      // It still has to be there: a tag proves nothing.
      question.answer();
      return lasting(unchanged(request, tag), lasting);
    }
    return sent(request, tag, lasting, AnswerWriter.one(question.answer(), fields));
  }

  /**
   * An answer that is made already, or that the caller has it.
   *
   * @param isUnkeepable whether the request says more than its address, which is all that an entity
   *     tag knows
   */
  HttpAnswer made(
      ApiRequest request,
      ModelVersion version,
      Lasting lasting,
      byte[] bytes,
      boolean isUnkeepable) {
    if (isUnkeepable) {
      return coded(request, bytes);
    }
    var tag = tag(request, version, false);
    return isKnown(request, tag)
        ? lasting(unchanged(request, tag), lasting)
        : sent(request, tag, lasting, bytes);
  }

  private static HttpAnswer sent(ApiRequest request, String tag, Lasting lasting, byte[] bytes) {
    var coding = coding(request, bytes);
    return lasting(coded(request, bytes).with("ETag", quoted(tag, coding)), lasting);
  }

  private static HttpAnswer coded(ApiRequest request, byte[] bytes) {
    var coding = coding(request, bytes);
    return coded(new HttpAnswer(200, JSON, encoded(bytes, coding), Map.of()), coding);
  }

  private static ContentCoding coding(ApiRequest request, byte[] bytes) {
    return bytes.length < WORTH_COMPRESSING
        ? ContentCoding.IDENTITY
        : AcceptedCoding.of(request.header("Accept-Encoding"));
  }

  /** A list: a page of it, or the whole as a stream of lines, as the caller asks. */
  <T> HttpAnswer list(
      ApiRequest request, ModelVersion version, AnswerList<T> list, Lasting lasting) {
    var fields = FieldSelection.parse(request.query("fields"), list.type());
    var isStream = acceptsLines(request);
    if (isStream && request.query("limit") != null) {
      throw ApiException.invalid(
          "limit",
          "'limit' is for pages, and a stream of 'application/x-ndjson' has all items. Leave one of"
              + " them out");
    }
    var limit = request.limit(100, 1000);
    // Refuses a cursor of another list before anything is sent.
    AnswerPage.requireCursor(version, list, request.cursor());
    var tag = tag(request, version, isStream);
    if (isKnown(request, tag)) {
      return lasting(unchanged(request, tag), lasting);
    }
    if (!streams.tryAcquire()) {
      return busy("%d lists are being sent".formatted(AT_ONCE));
    }
    var coding = AcceptedCoding.of(request.header("Accept-Encoding"));
    var content =
        new ListContent(
            streams,
            coding,
            isStream
                ? out -> AnswerWriter.lines(version, list, request.cursor(), fields, out)
                : out -> AnswerWriter.page(version, list, request.cursor(), limit, fields, out));
    return lasting(
        coded(
            HttpAnswer.bytes(200, isStream ? LINES : JSON, content)
                .with("ETag", quoted(tag, coding)),
            coding),
        lasting);
  }

  /**
   * Makes an answer that takes time or memory. Waits a moment for a place; where there is none, the
   * caller is asked to come again.
   */
  HttpAnswer fewAtOnce(Supplier<HttpAnswer> answer) {
    if (!acquireSlow()) {
      return busy("%d questions that take long are being answered".formatted(SLOW_AT_ONCE));
    }
    try {
      return answer.get();
    } finally {
      slow.release();
    }
  }

  private boolean acquireSlow() {
    try {
      return slow.tryAcquire(SLOW_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static HttpAnswer busy(String what) {
    return HttpAnswer.error(
            ApiException.of(
                    Status.UNAVAILABLE,
                    "busy",
                    "%s, the most at once. Try again in %s s".formatted(what, RETRY_SECONDS))
                .error())
        .with("Retry-After", RETRY_SECONDS);
  }

  private static boolean acceptsLines(ApiRequest request) {
    var accept = request.header("Accept");
    return accept != null
        && Arrays.stream(accept.split(",", 20))
            .anyMatch(it -> it.split(";", 2)[0].strip().equalsIgnoreCase(LINES));
  }

  private String tag(ApiRequest request, ModelVersion version, boolean isStream) {
    var text =
        String.join(
            "\n", program, version.commit().value(), isStream ? LINES : JSON, request.target());
    return HexFormat.of().formatHex(Sha256.of(text), 0, TAG_BYTES);
  }

  /** Each coding has a tag of its own: those of one answer begin alike. */
  private static String quoted(String tag, ContentCoding coding) {
    return coding == ContentCoding.IDENTITY
        ? "\"%s\"".formatted(tag)
        : "\"%s-%s\"".formatted(tag, coding.token());
  }

  private static boolean isKnown(ApiRequest request, String tag) {
    var tags = request.header("If-None-Match");
    return tags != null && (tags.strip().equals("*") || tags.contains('"' + tag));
  }

  private static HttpAnswer unchanged(ApiRequest request, String tag) {
    var coding = AcceptedCoding.of(request.header("Accept-Encoding"));
    var known = String.valueOf(request.header("If-None-Match"));
    var isCoded = known.contains(quoted(tag, coding));
    return new HttpAnswer(304, JSON, new byte[0], Map.of())
        .with("ETag", quoted(tag, isCoded ? coding : ContentCoding.IDENTITY))
        .with("Vary", VARY);
  }

  /** What an answer depends on, beside its address. */
  private static final String VARY = "Accept, Accept-Encoding, Authorization";

  private static HttpAnswer coded(HttpAnswer answer, ContentCoding coding) {
    var varied = answer.with("Vary", VARY);
    return coding == ContentCoding.IDENTITY
        ? varied
        : varied.with("Content-Encoding", coding.token());
  }

  private static HttpAnswer lasting(HttpAnswer answer, Lasting lasting) {
    return answer.with(
        "Cache-Control",
        switch (lasting) {
          case FOR_EVER -> FOR_EVER;
          case WITH_PROGRAM -> ASK_AGAIN;
        });
  }

  private static byte[] encoded(byte[] bytes, ContentCoding coding) {
    if (coding == ContentCoding.IDENTITY) {
      return bytes;
    }
    var out = new ByteArrayOutputStream(bytes.length / 4);
    try (var encoded = coding.encode(out)) {
      encoded.write(bytes);
    } catch (IOException e) {
      throw new IllegalStateException("Bytes in memory can be compressed", e);
    }
    return out.toByteArray();
  }

  /** Writes a list. */
  @FunctionalInterface
  private interface ListOutput {
    void write(OutputStream out) throws IOException;
  }

  /** A list on its way. */
  private static final class ListContent implements HttpAnswer.ByteStream {

    private final Semaphore permits;
    private final ContentCoding coding;
    private final ListOutput list;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    ListContent(Semaphore permits, ContentCoding coding, ListOutput list) {
      this.permits = permits;
      this.coding = coding;
      this.list = list;
    }

    @Override
    public long length() {
      return -1;
    }

    @Override
    public void write(OutputStream out) throws IOException {
      list.write(coding.encode(out));
    }

    @Override
    public void close() {
      if (isClosed.compareAndSet(false, true)) {
        permits.release();
      }
    }
  }
}
