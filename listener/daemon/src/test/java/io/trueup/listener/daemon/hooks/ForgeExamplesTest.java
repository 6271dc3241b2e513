package io.trueup.listener.daemon.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.hooks.ForgeExamples.Example;
import io.trueup.statestore.AuditEntry;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the deliveries of every forge. */
class ForgeExamplesTest extends ForgeFixture {

  static Stream<String> forges() {
    return SENDERS.stream().map(Sender::name);
  }

  @Test
  void answersEveryExampleAsADelivery() {
    var examples = examples().toList();

    assertThat(examples)
        .allSatisfy(example -> {
          var answer = send(example);
          assertThat(answer.status("status"))
              .as("%s: %s", example, answer.body())
              .isEqualTo(example.verdict());
          assertThat(answer.status())
              .isEqualTo(answer.status("status").equals("ignored") ? 200 : 202);
        });
    assertThat(store.deliveries()).hasSameSizeAs(examples);
    assertThat(pokes)
        .hasSize((int) examples.stream().filter(it -> !it.verdict().equals("ignored")).count());
  }

  @ParameterizedTest
  @MethodSource("forges")
  void refusesADeliveryWithoutAProofOrWithAWrongOne(String forge) {
    var example = first(forge);
    var sender = sender(forge);
    var proof = sender.prover().prove(sender.secret(), bytes(example.body()));
    var guess = sender.prover().prove("guess", bytes(example.body()));

    var none = send(example, example.body(), head -> without(head, proof.keySet()));
    var wrong =
        send(
            example,
            example.body(),
            head -> {
              head.putAll(guess);
              return head;
            });

    assertThat(Stream.of(none, wrong)).extracting(Answer::status).containsOnly(401);
    assertThat(none.status("reason")).isEqualTo(source(forge).reader().proof().refusal());
    assertThat(store.entries())
        .extracting(AuditEntry::reason)
        .containsExactly("A delivery had no valid " + source(forge).reader().proof().word());
    assertThat(store.nextRefused().reason()).startsWith("401: ");
    assertThat(store.deliveries()).isEmpty();
    assertThat(pokes).isEmpty();
  }

  private static Map<String, String> without(Map<String, String> head, Set<String> names) {
    names.forEach(head::remove);
    return head;
  }

  @ParameterizedTest
  @MethodSource("forges")
  void recognizesARepetitionAndTreatsItAsAPoke(String forge) {
    var first = send(first(forge));
    var again = send(first(forge));

    assertThat(first.status("status")).isEqualTo("accepted");
    assertThat(again.status("status")).isEqualTo("duplicate");
    assertThat(pokes).hasSize(2);
  }

  @ParameterizedTest
  @MethodSource("forges")
  void keepsNoProof(String forge) {
    var example = first(forge);
    var sender = sender(forge);
    send(example);

    var recorded = store.deliveries().getFirst();
    assertThat(recorded.headers().keySet())
        .doesNotContainAnyElementsOf(sender.prover().prove(SECRET, bytes(example.body())).keySet());
    assertThat(recorded.toString())
        .doesNotContain(sender.secret(), base64("trueup:" + sender.secret()));
  }

  @ParameterizedTest
  @MethodSource("forges")
  void explainsWhatToSetForAnotherContentType(String forge) {
    Example example = first(forge);

    var answer = send(example, example.body(), with("Content-Type", "text/plain"));

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.status("reason"))
        .isEqualTo(
            "The content type is 'text/plain'. Set the webhook's content type to application/json");
  }

  @ParameterizedTest
  @MethodSource("forges")
  void answersAnUnreadableDeliveryAsTheForgeBearsIt(String forge) {
    var turnsOff = Set.of("gitlab", "bitbucket-data-center", "azure-devops").contains(forge);

    var answer = send(first(forge), "{\"ref\": ", head -> head);

    assertThat(answer.status()).isEqualTo(turnsOff ? 200 : 400);
    assertThat(answer.status("status")).isEqualTo(turnsOff ? "ignored" : "refused");
    assertThat(store.deliveries()).hasSize(turnsOff ? 1 : 0);
    assertThat(pokes).isEmpty();
  }
}
