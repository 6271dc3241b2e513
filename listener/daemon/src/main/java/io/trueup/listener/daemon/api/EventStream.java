package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.api.HttpAnswer.ByteStream;
import io.trueup.listener.engine.event.CloudEvent;
import io.trueup.listener.engine.event.EventFeed;
import io.trueup.statestore.Installation;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.StateChanges;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Server-sent events, each with its position as its id, for as long as the client listens. */
final class EventStream implements ByteStream {

  /** A comment at this interval keeps a quiet connection open, and finds out who has left. */
  private static final Duration KEEPALIVE = Duration.ofSeconds(10);

  private static final int BATCH = 500;
  private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.UTF_8);

  private final EventFeed feed;
  private final StateChanges changes;
  private final Predicate<RecordedChange> filter;
  private final Supplier<Installation> installation;
  private final long end;
  private long position;

  EventStream(
      EventFeed feed,
      StateChanges changes,
      long after,
      Predicate<RecordedChange> filter,
      Supplier<Installation> installation,
      Duration longest) {
    this.feed = feed;
    this.changes = changes;
    this.position = after;
    this.filter = filter;
    this.installation = installation;
    this.end = System.nanoTime() + longest.toNanos();
  }

  @Override
  public long length() {
    return -1;
  }

  @Override
  public void write(OutputStream out) throws IOException {
    out.write(("retry: 1000\nid: " + position + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
    try {
      while (System.nanoTime() - end < 0) {
        if (feed.await(position, KEEPALIVE)) {
          passOn(out);
        } else {
          out.write(COMMENT);
        }
        out.flush();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The daemon stops");
    }
  }

  private void passOn(OutputStream out) throws IOException {
    for (var change : changes.after(position, BATCH)) {
      position = change.position();
      if (filter.test(change)) {
        out.write(text(change).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** JSON has no line breaks, so that one line holds it. */
  private String text(RecordedChange change) {
    return "id: %d\nevent: %s\ndata: %s\n\n"
        .formatted(
            change.position(),
            change.type(),
            CloudEvent.of(change, installation.get()).structured());
  }

  @Override
  public void close() {
    // holds nothing
  }
}
