package io.trueup.listener.engine.versions.moving;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import com.github.luben.zstd.util.Native;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** How content is compressed on its way. Thread-safe; the streams are not. */
public enum ContentCoding {
  IDENTITY,
  GZIP,
  ZSTD;

  /** Fast: the network of a server room is not much slower. */
  private static final int LEVEL = 1;

  /** The largest window that is accepted, 8 MiB: it bounds the memory for a hostile frame. */
  private static final int LARGEST_WINDOW = 23;

  private static final int BUFFER = 1 << 16;

  /** Whether this process can use zstd, which is native code that some machines do not load. */
  private static final class Zstd {

    private static final boolean IS_AVAILABLE = load();

    private Zstd() {}

    private static boolean load() {
      try {
        Native.load();
        return true;
      } catch (LinkageError | RuntimeException _) {
        return false; // for example, the folder for temporary files allows no code
      }
    }
  }

  /** Whether this process can use it. */
  public boolean isAvailable() {
    return this != ZSTD || Zstd.IS_AVAILABLE;
  }

  /** Zstd where it is available, otherwise gzip. */
  public static ContentCoding best() {
    return ZSTD.isAvailable() ? ZSTD : GZIP;
  }

  /** Its name in HTTP. */
  public String token() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The coding of a name in HTTP; empty for an unknown one, or one that is not available. */
  public static Optional<ContentCoding> of(String token) {
    for (var coding : values()) {
      if (coding.token().equalsIgnoreCase(token) && coding.isAvailable()) {
        return Optional.of(coding);
      }
    }
    return Optional.empty();
  }

  /** Compresses; closing the stream closes the other one. */
  public OutputStream encode(OutputStream out) throws IOException {
    return switch (this) {
      case IDENTITY -> out;
      case GZIP -> new GZIPOutputStream(out, BUFFER);
      case ZSTD -> new ZstdOutputStream(out, LEVEL).setChecksum(true);
    };
  }

  /**
   * Decompresses with bounded memory; closing the stream closes the other one. Reading fails with
   * an {@link IOException} when the content is damaged or ends early.
   */
  public InputStream decode(InputStream in) throws IOException {
    return switch (this) {
      case IDENTITY -> in;
      case GZIP -> new GZIPInputStream(in, BUFFER);
      case ZSTD -> new ZstdInputStream(in).setLongMax(LARGEST_WINDOW);
    };
  }
}
