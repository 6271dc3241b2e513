package io.trueup.listener.daemon.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

  private static final AddressRules NONE = new AddressRules(List.of());

  private static boolean allows(AddressRules rules, String address) throws Exception {
    return rules.allows("hooks.example", InetAddress.getByName(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::1",
        "2001:db8::1",
        "64:ff9b:1::1",
        "100::1",
        "fec0::1",
        "2001::1",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "8000::1"
      })
  void whatIsNotPublicIsRefused(String address) throws Exception {
    assertThat(allows(NONE, address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"8.8.8.8", "172.15.0.1", "172.32.0.1", "100.128.0.1", "2a00:1450:4001::1"})
  void whatIsPublicIsAllowed(String address) throws Exception {
    assertThat(allows(NONE, address)).isTrue();
  }

  /** As a name leads to them: of one that is written out, Java makes an IPv4 address itself. */
  @ParameterizedTest
  @CsvSource({
    "::ffff:, 127.0.0.1, , false",
    "::ffff:, 169.254.169.254, , false",
    "::ffff:, 10.1.2.3, , false",
    "::ffff:, 10.1.2.3, 10.0.0.0/8, true",
    "::ffff:, 8.8.8.8, , true",
    "::, 10.1.2.3, , false",
    "::, 10.1.2.3, 10.0.0.0/8, true"
  })
  void anIpv4AddressWithinAnIpv6OneIsThatAddress(
      String prefix, String four, @Nullable String rule, boolean isAllowed) throws Exception {
    var bytes = new byte[16];
    if (prefix.equals("::ffff:")) {
      bytes[10] = bytes[11] = (byte) 0xff;
    }
    System.arraycopy(InetAddress.getByName(four).getAddress(), 0, bytes, 12, 4);
    var six = Inet6Address.getByAddress("hooks.example", bytes, -1);

    var rules = new AddressRules(rule == null ? List.of() : List.of(rule));

    assertThat(rules.allows("hooks.example", six)).isEqualTo(isAllowed);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.9.9.9, true",
    "10.0.0.0/8, 11.0.0.1, true",
    "10.0.0.0/9, 10.200.0.1, false",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "fd00::/8, fd12::1, true",
    "fd00::/8, 10.1.2.3, false",
    "hooks.example, 10.1.2.3, true",
    "HOOKS.example, 10.1.2.3, true",
    "other.example, 10.1.2.3, false"
  })
  void theOperatorAllowsMore(String rule, String address, boolean isAllowed) throws Exception {
    assertThat(allows(new AddressRules(List.of(rule)), address)).isEqualTo(isAllowed);
  }

  @Test
  void anAddressIsReadInItsParts() {
    assertThat(WebhookAddress.parse("https://hooks.example/a%20b?c=d", NONE))
        .isEqualTo(new WebhookAddress(true, "hooks.example", 443, "/a%20b?c=d"));
    assertThat(WebhookAddress.parse("https://[2a00::1]:8443", NONE))
        .isEqualTo(new WebhookAddress(true, "2a00::1", 8443, "/"));
    assertThat(
            WebhookAddress.parse("http://hooks.lan:81/x", new AddressRules(List.of("hooks.lan"))))
        .isEqualTo(new WebhookAddress(false, "hooks.lan", 81, "/x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://hooks.example/ | it must begin with https://. Without TLS",
        "ftp://hooks.example/ | it must begin with https://",
        "file:///etc/passwd | it must be an address such as https://hooks.example/trueup",
        "hooks.example | it must be an address such as https://hooks.example/trueup",
        "https://ann:secret@hooks.example/ | it must have no user, no password and no fragment",
        "https://hooks.example/#x | it must have no user, no password and no fragment",
        "https:///x | it must be an address such as https://hooks.example/trueup",
        "https://hooks example/ | it is no address"
      })
  void anotherAddressIsExplained(String url, String reason) {
    assertThatThrownBy(() -> WebhookAddress.parse(url, NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }
}
