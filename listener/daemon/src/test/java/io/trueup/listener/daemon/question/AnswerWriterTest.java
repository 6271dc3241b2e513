package io.trueup.listener.daemon.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.daemon.question.NodeAnswer.NodeReference;
import io.trueup.listener.engine.snapshot.ModelVersion;
import io.trueup.model.EcosystemBuilder;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.verdict.Model;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AnswerWriterTest {

  /** What the writer itself may hold, and more. */
  private static final int HELD = 64 << 10;

  private static final int ENDLESS = 100_000_000;
  private final AtomicInteger taken = new AtomicInteger();

  /** A list that would fill any memory. */
  private final AnswerList<NodeReference> list =
      new AnswerList<>("endless", NodeReference.class, ENDLESS, this::read);

  private void read(String after, AnswerList.ItemReader<NodeReference> reader) {
    for (var i = after.isEmpty() ? 0 : Integer.parseInt(after) + 1; i < ENDLESS; i++) {
      taken.incrementAndGet();
      if (!reader.take(Integer.toString(i), new NodeReference("Ingest/P/S" + i, "Ingest", "P"))) {
        return;
      }
    }
  }

  private static ModelVersion version() {
    var ecosystem = new EcosystemBuilder().build();
    return new ModelVersion(
        new SourceId("acme"),
        1,
        new CommitId("a".repeat(40)),
        new Model(ecosystem, IntentionGraph.of(ecosystem)));
  }

  /** A client that goes away. */
  private static final class Limited extends OutputStream {

    private final int most;
    private int written;

    Limited(int most) {
      this.most = most;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      written += count;
      if (written > most) {
        throw new IOException("The client is gone");
      }
    }
  }

  @Test
  void readsNoMoreOfAListThanItsClientDoes() {
    var client = new Limited(1 << 20);

    assertThatThrownBy(() -> AnswerWriter.lines(version(), list, null, FieldSelection.ALL, client))
        .isInstanceOf(IOException.class)
        .hasMessage("The client is gone");

    var bytes = "{\"key\":\"Ingest/P/S1\",\"kind\":\"Ingest\",\"platform\":\"P\"}".length();
    assertThat(taken.get()).isBetween((1 << 20) / (2 * bytes), ((1 << 20) + HELD) / bytes);
  }

  @Test
  void readsOneItemBeyondAPage() throws IOException {
    var out = new ByteArrayOutputStream();

    AnswerWriter.page(version(), list, null, 3, FieldSelection.parse("key", list.type()), out);

    assertThat(taken.get()).isEqualTo(4);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith(
            "{\"source\":\"acme\",\"version\":1,\"total\":100000000,\"items\":[{\"key\":\"Ingest/P/S0\"},{\"key\":\"Ingest/P/S1\"},{\"key\":\"Ingest/P/S2\"}],\"next\":\"");
  }

  @Test
  void pagesAreTheSameInMemory() {
    var first = AnswerPage.of(version(), list, null, 2);
    var second = AnswerPage.of(version(), list, first.next(), 2);

    assertThat(first.items())
        .extracting(NodeReference::key)
        .containsExactly("Ingest/P/S0", "Ingest/P/S1");
    assertThat(second.items())
        .extracting(NodeReference::key)
        .containsExactly("Ingest/P/S2", "Ingest/P/S3");
  }
}
