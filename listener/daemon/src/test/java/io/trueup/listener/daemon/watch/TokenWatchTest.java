package io.trueup.listener.daemon.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.api.ForgeClient;
import io.trueup.listener.daemon.forge.api.PlayedForge;
import io.trueup.listener.daemon.forge.api.PlayedForge.Answer;
import io.trueup.statestore.SourceId;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When tokens expire, by forges that tell it to those who ask. */
@Timeout(60)
class TokenWatchTest {

  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
  private static final Instant END = Instant.parse("2026-03-20T00:00:00Z");
  private static final SourceId LAB = new SourceId("lab");
  private static final SourceId HUB = new SourceId("hub");

  private final PlayedForge forge = PlayedForge.free();
  private final ForgeClient client = new ForgeClient(() -> NOON);
  private final HandTimer timer = new HandTimer();
  private final TokenWatch watch =
      new TokenWatch(Map.of(LAB, hooks(Forge.GITLAB, LAB), HUB, hooks(Forge.GITHUB, HUB)), timer);

  @AfterEach
  void close() {
    client.close();
    forge.close();
  }

  private RepositoryHooks hooks(Forge of, SourceId source) {
    var place =
        new HookPlace(forge.server(Map.of()), "acme/model", source, "https://trueup.acme.test");
    return RepositoryHooks.at(of, client, place).orElseThrow();
  }

  private void answer(Answer answer) {
    forge.play(_ -> answer);
  }

  @Test
  void asksWhereAForgeDoesNotTellByItself() {
    answer(Answer.json(200, "{\"id\": 4, \"expires_at\": \"2026-03-20\"}"));

    watch.start();
    timer.runAll();

    assertThat(forge.lines()).containsExactly("GET /personal_access_tokens/self");
    assertThat(watch.expires(LAB)).contains(END);
    assertThat(watch.expires(HUB)).isEmpty();
  }

  @Test
  void keepsWhatItKnowsWhileTheForgeDoesNotAnswer() {
    answer(Answer.json(200, "{\"id\": 4, \"expires_at\": \"2026-03-20\"}"));
    watch.start();
    timer.runAll();

    answer(Answer.json(401, "{\"message\": \"401 Unauthorized\"}"));
    timer.passPeriod();

    assertThat(forge.lines()).hasSize(2);
    assertThat(watch.expires(LAB)).contains(END);
  }

  @Test
  void forgetsTheEndOfATokenThatWasReplacedByOneWithoutAnEnd() {
    answer(Answer.json(200, "{\"id\": 4, \"expires_at\": \"2026-03-20\"}"));
    watch.start();
    timer.runAll();

    answer(Answer.json(200, "{\"id\": 5, \"expires_at\": null}"));
    timer.passPeriod();

    assertThat(watch.expires(LAB)).isEmpty();
  }
}
