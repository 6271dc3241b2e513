package io.trueup.statestore;

import io.trueup.model.fingerprint.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The chain of audit entries: each has a position and the SHA-256 of the digest before it and of
 * its own fields, so that no entry can be changed, removed or inserted without changing all later
 * digests. Pure.
 *
 * <p>What is digested, in order: the digest before (32 bytes), the position and the entry's id (8
 * bytes each, as all numbers with the highest byte first), the microseconds from 2000-01-01 UTC (8
 * bytes), and actor, address, verb, subject, before, after and reason, each as the length of its
 * UTF-8 in bytes (4 bytes) and that UTF-8; null is -1 without bytes. JSON is digested as the text
 * that the store returns. The database does the same, in {@code trueup.audit_digest}.
 */
public final class AuditChain {

  /** The digest before the first. */
  public static final String START = "0".repeat(64);

  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  /**
   * The end of the chain.
   *
   * @param position of the last entry, which is how many there are
   * @param digest of the last entry, in hex
   */
  public record Head(long position, String digest) {

    /** The end of an empty chain. */
    public static final Head EMPTY = new Head(0, START);

    /** As logs and files show it. */
    @Override
    public String toString() {
      return position + ":" + digest;
    }
  }

  /**
   * A link of the chain.
   *
   * @param digest in hex
   * @param entry null when the entry was removed
   */
  public record Link(long position, String digest, @Nullable AuditEntry entry) {}

  private AuditChain() {}

  /**
   * The digest of an entry.
   *
   * @param previous the digest before it, in hex
   */
  public static String digest(String previous, long position, AuditEntry entry) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.write(HexFormat.of().parseHex(previous));
      out.writeLong(position);
      out.writeLong(entry.id());
      out.writeLong(ChronoUnit.MICROS.between(EPOCH, entry.at()));
      write(out, entry.actor().name());
      write(out, entry.actor().address());
      write(out, entry.verb());
      write(out, entry.subject());
      write(out, entry.before());
      write(out, entry.after());
      write(out, entry.reason());
    } catch (IOException e) {
      throw new UncheckedIOException("Bytes in memory can be written", e);
    }
    return Sha256.hex(bytes.toByteArray());
  }

  private static void write(DataOutputStream out, @Nullable String text) throws IOException {
    if (text == null) {
      out.writeInt(-1);
      return;
    }
    var utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }
}
