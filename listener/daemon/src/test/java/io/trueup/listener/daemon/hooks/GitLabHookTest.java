package io.trueup.listener.daemon.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.NewDelivery;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only GitLab does: two ways to prove a delivery, and ids that depend on its version. */
class GitLabHookTest extends ForgeFixture {

  private static final String ID = "9d1f6c1a-7f0d-4d4b-9d76-0d2be0a1c003";
  private static final String TIME = "1772449200";
  private static final String BODY = first("gitlab").body();

  @BeforeEach
  void hasATokenAndASigningToken() {
    var secrets =
        Stream.of(SECRET, SIGNING, "whsec_", "whsec_not base64!")
            .map(it -> new WebhookSecrets.Entry(() -> Optional.of(new Secret(it)), null, null))
            .toList();
    declare(sender("gitlab"), new HookSource.Verification.Signed(new WebhookSecrets(secrets)));
  }

  private static String signature(byte[] key, String id, String time, String body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      var signed = mac.doFinal(bytes("%s.%s.%s".formatted(id, time, body)));
      return "v1," + Base64.getEncoder().encodeToString(signed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private int status(Map<String, String> proof) {
    var head = new HashMap<>(proof);
    head.put("Content-Type", "application/json");
    head.put("X-Gitlab-Event", "Push Hook");
    return send(request("gitlab", head, bytes(BODY))).status();
  }

  private static Map<String, String> signed(String signature) {
    return Map.of("webhook-id", ID, "webhook-timestamp", TIME, "webhook-signature", signature);
  }

  @Test
  void acceptsASignatureAmongSeveral() {
    var good = signature(KEY, ID, TIME, BODY);
    var other = signature(bytes("another key"), ID, TIME, BODY);

    assertThat(status(signed(good))).isEqualTo(202);
    assertThat(status(signed(other + " " + good))).isEqualTo(202);
    assertThat(store.deliveries()).extracting(NewDelivery::deliveryId).containsOnly(ID);
  }

  @Test
  void refusesSignaturesOfAnotherIdTimeBodyOrKey() {
    var bad =
        List.of(
            signature(KEY, ID + "x", TIME, BODY),
            signature(KEY, ID, TIME + "0", BODY),
            signature(KEY, ID, TIME, BODY + " "),
            signature(bytes(SIGNING), ID, TIME, BODY),
            signature(new byte[1], ID, TIME, BODY),
            signature(KEY, ID, TIME, BODY).replace("v1,", "v1a,"),
            signature(KEY, ID, TIME, BODY).substring(0, 20),
            "v1,",
            "v1,???",
            "");

    assertThat(bad).extracting(it -> status(signed(it))).containsOnly(401);
    assertThat(store.deliveries()).isEmpty();
  }

  @Test
  void refusesASigningTokenThatIsSentInTheClear() {
    assertThat(status(Map.of("X-Gitlab-Token", SIGNING))).isEqualTo(401);
    assertThat(status(Map.of("X-Gitlab-Token", ""))).isEqualTo(401);
    assertThat(status(Map.of("X-Gitlab-Token", SECRET + "x"))).isEqualTo(401);
    assertThat(status(Map.of("X-Gitlab-Token", SECRET))).isEqualTo(202);
  }

  @Test
  void acceptsATokenThatIsNotAscii() {
    var secrets =
        List.of(
            new WebhookSecrets.Entry(
                () -> Optional.of(new Secret("schl\u00fcssel-\u9375")), null, null));
    declare(sender("gitlab"), new HookSource.Verification.Signed(new WebhookSecrets(secrets)));
    var head =
        """
        POST /hooks/gitlab HTTP/1.1
        Host: localhost
        Connection: close
        Content-Type: application/json
        X-Gitlab-Event: Push Hook
        X-Gitlab-Token: schl\u00fcssel-\u9375
        Content-Length: %d

        """
            .formatted(bytes(BODY).length);

    assertThat(sendRaw(head, bytes(BODY))).startsWith("HTTP/1.1 202 ");
    assertThat(sendRaw(head.replace("\u9375", "\u9376"), bytes(BODY))).startsWith("HTTP/1.1 401 ");
  }

  @Test
  void takesADigestAsTheIdWhereAnOldVersionSendsNone() {
    status(Map.of("X-Gitlab-Token", SECRET));
    status(Map.of("X-Gitlab-Token", SECRET));
    status(Map.of("X-Gitlab-Token", SECRET, "X-Gitlab-Event-UUID", "event-1"));
    status(Map.of("X-Gitlab-Token", SECRET, "X-Gitlab-Event-UUID", "e", "Idempotency-Key", "k"));

    var ids = store.deliveries().stream().map(NewDelivery::deliveryId).toList();
    assertThat(ids.getFirst()).matches("sha256-[0-9a-f]{40}").isEqualTo(ids.get(1));
    assertThat(ids.subList(2, 4)).containsExactly("event-1", "k");
    assertThat(pokes).hasSize(4);
  }
}
