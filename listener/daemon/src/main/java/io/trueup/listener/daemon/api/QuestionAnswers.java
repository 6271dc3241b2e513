package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.api.ApiException.Status;
import io.trueup.listener.daemon.question.AnswerList;
import io.trueup.listener.daemon.question.AnswerPage;
import io.trueup.listener.daemon.question.AnswerWriter;
import io.trueup.listener.daemon.question.FieldSelection;
import io.trueup.listener.engine.snapshot.ModelVersion;
import io.trueup.listener.engine.versions.moving.ContentCoding;
import io.trueup.model.fingerprint.Sha256;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Makes HTTP answers of answers about versions: entity tags, compression, pages and streams. What
 * one version says never changes, so an entity tag is known before its answer is made. Thread-safe.
 */
final class QuestionAnswers {

  /** Fewer bytes are not worth the time that compression takes. */
  private static final int WORTH_COMPRESSING = 16 << 10;

  /** A page up to this is made whole: it needs no place, however slowly its client reads. */
  private static final int SHORT_PAGE = 256 << 10;

  private static final int AT_ONCE = 64;
  private static final int OF_ONE_CALLER = 32;
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
  private final StreamPlaces streams = new StreamPlaces(AT_ONCE, OF_ONE_CALLER);
  private final StreamPlaces slowStreams = new StreamPlaces(SLOW_AT_ONCE, SLOW_AT_ONCE);
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
      return coded(coding(request, bytes), bytes);
    }
    var tag = tag(request, version, false);
    return isKnown(request, tag)
        ? lasting(unchanged(request, tag), lasting)
        : sent(request, tag, lasting, bytes);
  }

  private static HttpAnswer sent(ApiRequest request, String tag, Lasting lasting, byte[] bytes) {
    return sent(coding(request, bytes), tag, lasting, bytes);
  }

  private static HttpAnswer sent(ContentCoding coding, String tag, Lasting lasting, byte[] bytes) {
    return lasting(coded(coding, bytes).with("ETag", quoted(tag, coding)), lasting);
  }

  /** Compressed when it is sent, and not here: this may be an event loop. */
  private static HttpAnswer coded(ContentCoding coding, byte[] bytes) {
    return coded(
        coding == ContentCoding.IDENTITY
            ? new HttpAnswer(200, JSON, bytes, Map.of())
            : HttpAnswer.bytes(200, JSON, CodedContent.of(coding, bytes)),
        coding);
  }

  private static ContentCoding coding(ApiRequest request, byte[] bytes) {
    return bytes.length < WORTH_COMPRESSING
        ? ContentCoding.IDENTITY
        : AcceptedCoding.of(request.header("Accept-Encoding"));
  }

  /** A list: a page of it, or the whole as a stream of lines, as the caller asks. */
  <T> HttpAnswer list(
      ApiRequest request, ModelVersion version, AnswerList<T> list, Lasting lasting) {
    return list(request, version, list, lasting, streams);
  }

  /** The same for a list whose reading takes time: few are read at once. */
  <T> HttpAnswer slowList(
      ApiRequest request, ModelVersion version, AnswerList<T> list, Lasting lasting) {
    return fewAtOnce(() -> list(request, version, list, lasting, slowStreams));
  }

  private <T> HttpAnswer list(
      ApiRequest request,
      ModelVersion version,
      AnswerList<T> list,
      Lasting lasting,
      StreamPlaces places) {
    var fields = FieldSelection.parse(request.query("fields"), list.type());
    var isStream = acceptsLines(request);
    if (isStream && request.query("limit") != null) {
      throw ApiException.invalid(
          "limit",
          "'limit' is for pages, and a stream of 'application/x-ndjson' has all items. Leave one of"
              + " them out");
    }
    var limit = request.limit(100, 1000);
    var tag = tag(request, version, isStream);
    if (isKnown(request, tag) || isStream) {
      // Refuses a cursor of another list before anything is sent.
      AnswerPage.requireCursor(version, list, request.cursor());
    }
    if (isKnown(request, tag)) {
      return lasting(unchanged(request, tag), lasting);
    }
    CodedContent.Source content =
        isStream
            ? out -> AnswerWriter.lines(version, list, request.cursor(), fields, out)
            : out -> AnswerWriter.page(version, list, request.cursor(), limit, fields, out);
    var coding = AcceptedCoding.of(request.header("Accept-Encoding"));
    var page = isStream ? Optional.<byte[]>empty() : shortPage(content);
    return page.map(it -> sent(coding, tag, lasting, it))
        .orElseGet(() ->
            places
                .take(request.actor().name())
                .map(place -> {
                  var body = new CodedContent(coding, content, place);
                  return lasting(
                      coded(
                          HttpAnswer.bytes(200, isStream ? LINES : JSON, body)
                              .with("ETag", quoted(tag, coding)),
                          coding),
                      lasting);
                })
                .orElseGet(() ->
                    busy("As many lists are being sent as may be, to all callers or to this one")));
  }

  private static Optional<byte[]> shortPage(CodedContent.Source page) {
    var out = new ShortOutput(SHORT_PAGE);
    try {
      page.write(out);
      return Optional.of(out.bytes());
    } catch (ShortOutput.TooLongException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("Pages in memory can be written", e);
    }
  }

  /**
   * Makes an answer that takes time or memory. Waits a moment for a place; where there is none, the
   * caller is asked to come again.
   */
  HttpAnswer fewAtOnce(Supplier<HttpAnswer> answer) {
    if (!acquireSlow()) {
      return busy(
          "%d questions that take long are being answered, the most at once"
              .formatted(SLOW_AT_ONCE));
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
                    "%s. Try again in %s s".formatted(what, RETRY_SECONDS))
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
}
