package io.trueup.listener.engine.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAdvertisementTest {

  private static final String SHA_1_ID = "782e94e916c6933a218412c52a012a22f0c97bd3";
  private static final String SHA_256_ID =
      "25bf26a8252e9effd3cdeed16cdb9a9fb434f1f82b0a72de7bb48178ae5faef2";
  private static final String SERVICE = packet("# service=git-upload-pack\n") + "0000";
  private static final String SECOND_PROTOCOL =
      SERVICE
          + packet("version 2\n")
          + packet("agent=git/2.39.5\n")
          + packet("fetch=shallow wait-for-done\n")
          + packet("object-format=sha256\n")
          + "0000";

  @Test
  void readsTheCapabilitiesOfTheSecondProtocol() {
    assertThat(isSha256(SECOND_PROTOCOL)).isTrue();
    assertThat(isSha256(SECOND_PROTOCOL.replace("0019object-format=sha256\n", ""))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"multi_ack object-format=sha256 agent=git/2.39.5", "multi_ack"})
  void readsTheFirstRefOfTheFirstProtocol(String capabilities) {
    var first = SHA_256_ID + " HEAD\0" + capabilities + "\n";

    assertThat(isSha256(SERVICE + packet(first))).isTrue();
    assertThat(isSha256(packet("version 1\n") + packet(first))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        SHA_1_ID + " HEAD\0multi_ack object-format=sha1 agent=git/2.39.5\n",
        SHA_1_ID + " refs/heads/object-format=sha256\0multi_ack symref=HEAD:refs/heads/main\n",
        SHA_1_ID + " refs/heads/" + SHA_256_ID + "\n",
        "agent=object-format=sha256\n",
        "ERR object-format=sha256 is not here\n",
      })
  void findsItInNoOtherLine(String line) {
    assertThat(isSha256(packet(line))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "00", "<html>object-format=sha256", "ffff", "zzzzobject-format=sha256"})
  void takesWhatIsNoAdvertisement(String text) {
    assertThat(isSha256(text)).isFalse();
  }

  @Test
  void readsACompressedOne() throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write(bytes(SECOND_PROTOCOL.repeat(1000)));
    }
    var whole = zipped.toByteArray();

    assertThat(ServerAdvertisement.isOfSha256(whole)).isTrue();
    assertThat(ServerAdvertisement.isOfSha256(Arrays.copyOf(whole, whole.length - 20))).isTrue();
    assertThat(ServerAdvertisement.isOfSha256(Arrays.copyOf(whole, 12))).isFalse();
  }

  @Test
  void keepsTheBeginningOfTheLatestStream() throws IOException {
    var advertisement = new ServerAdvertisement();
    var long256 = SECOND_PROTOCOL + "x".repeat(100_000);
    var read = advertisement.recording(new ByteArrayInputStream(bytes(long256)));

    assertThat(read.read()).isEqualTo('0');
    assertThat(read.readAllBytes()).isEqualTo(bytes(long256.substring(1)));
    assertThat(advertisement.isOfSha256()).isTrue();

    advertisement.recording(new ByteArrayInputStream(new byte[0]));
    assertThat(advertisement.isOfSha256()).isFalse();
  }

  private static boolean isSha256(String advertisement) {
    return ServerAdvertisement.isOfSha256(bytes(advertisement));
  }

  private static String packet(String line) {
    return "%04x%s".formatted(line.length() + 4, line);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
