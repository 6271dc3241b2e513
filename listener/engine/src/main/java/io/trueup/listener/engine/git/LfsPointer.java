package io.trueup.listener.engine.git;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Recognizes files whose content is in Git LFS, which is never fetched. */
public final class LfsPointer {

  private static final byte[] BEGINNING =
      "version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_LENGTH = 1024;

  private LfsPointer() {}

  /** Whether a file's content is a pointer into LFS. */
  public static boolean matches(byte[] content) {
    return content.length >= BEGINNING.length
        && content.length < MAX_LENGTH
        && Arrays.equals(content, 0, BEGINNING.length, BEGINNING, 0, BEGINNING.length);
  }
}
