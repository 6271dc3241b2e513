package io.trueup.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.TestModel;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.stored.BlockCache;
import io.trueup.model.stored.DamagedFileException;
import io.trueup.model.stored.MemoryFolder;
import io.trueup.model.stored.StoredWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A version in damaged files is right or says that it is damaged. {@code -Dtrueup.stored.seed=N}
 * starts with another seed, {@code -Dtrueup.stored.minutes=N} sets how long it runs.
 */
class DamagedBasesTest {

  /** Versions of a folder are damaged so often before other ones are made. */
  private static final int DAMAGES = 60;

  private static final int FOLDERS = 4;

  @Test
  void areRightOrSaySo() {
    var seed = Long.getLong("trueup.stored.seed", 1);
    var end = System.nanoTime() + Long.getLong("trueup.stored.minutes", 0) * 60_000_000_000L;
    var last = seed + FOLDERS;
    var damaged = 0;
    var right = 0;
    do {
      var versions = new Versions(new Random(seed));
      for (var count = 0; count < DAMAGES; count++) {
        if (versions.isDamageFound("seed %d, damage %d".formatted(seed, count))) {
          damaged++;
        } else {
          right++;
        }
      }
      seed++;
    } while (seed < last || System.nanoTime() < end);
    assertThat(damaged).isGreaterThan(FOLDERS * DAMAGES / 4);
    assertThat(right).as("damage to parts that the newest version does not need").isPositive();
  }

  /** Some versions in files that refer to one another, and the verdict that follows. */
  private static final class Versions {

    private final Random random;
    private final MemoryFolder folder = new MemoryFolder(StoredBasis.FORM, new BlockCache(256));
    private final Model model;
    private final long address;
    private final TestModel next;
    private final ModelVerdict verdict;

    Versions(Random random) {
      this.random = random;
      var edits = new RandomEdits(random);
      var files = RandomEdits.start();
      var basis = basis(files, null);
      var at = write(basis);
      for (var version = 0; version < 4; version++) {
        files = edits.edit(files);
        var opened = StoredBasis.open(folder.file(folder.size() - 1), at);
        var edited = files.check(null, GraphLint.NONE, random, opened).basis();
        basis = edited == null ? basis : edited;
        at = write(basis);
      }
      this.address = at;
      this.model = basis.model();
      this.next = edits.edit(files);
      this.verdict = next.check(model, GraphLint.NONE, random);
    }

    private Basis basis(TestModel files, @Nullable Basis near) {
      var basis = files.check(null, GraphLint.NONE, random, near).basis();
      if (basis == null) {
        throw new IllegalStateException("The first version can be linked");
      }
      return basis;
    }

    private long write(Basis basis) {
      var file = folder.begin(random.nextLong());
      return StoredBasis.write(basis, new StoredWriter(file.file(), file, _ -> true));
    }

    /** Damages a file, and compares the newest version and the next verdict with the right ones. */
    boolean isDamageFound(String what) {
      var damaged = folder.changed(new BlockCache(64), this::damage);
      try {
        var basis = StoredBasis.open(damaged.file(damaged.size() - 1), address);
        assertThat(basis.model().equals(model)).as(what).isTrue();
        var again = next.check(basis.model(), GraphLint.NONE, random, basis);
        assertThat(again.problems()).as(what).isEqualTo(verdict.problems());
        assertThat(Objects.equals(again.model(), verdict.model())).as(what).isTrue();
        return false;
      } catch (DamagedFileException e) {
        assertThat(e.file().isSound()).as(what).isFalse();
        assertThat(e).as(what).hasMessageNotContaining("null");
        return true;
      }
    }

    private List<byte[]> damage(List<byte[]> files) {
      var changed = new ArrayList<>(files);
      var number = random.nextInt(4) == 0 ? random.nextInt(files.size()) : 0;
      var bytes = changed.get(number);
      var kind = random.nextInt(10);
      switch (kind) {
        case 0 -> changed.set(number, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        case 1 -> changed.set(number, changed.get(random.nextInt(files.size())));
        case 2 -> changed.set(number, moved(bytes));
        default -> {
          for (var bits = kind < 7 ? 1 : random.nextInt(100); bits >= 0; bits--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
          }
        }
      }
      return changed;
    }

    /** Some bytes are where others were. */
    private byte[] moved(byte[] bytes) {
      var length = random.nextInt(bytes.length / 2);
      var moved = bytes.clone();
      System.arraycopy(
          bytes,
          random.nextInt(bytes.length - length),
          moved,
          random.nextInt(bytes.length - length),
          length);
      return moved;
    }
  }
}
