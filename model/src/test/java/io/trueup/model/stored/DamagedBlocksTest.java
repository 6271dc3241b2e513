package io.trueup.model.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.persistent.StoredTree;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What blocks do when their bytes are not those that were written. */
class DamagedBlocksTest {

  private static final byte[] CONTENT = {1, 2, 3, 4, 5, 6, 7, 8, 9};

  private static MemoryFile file(long salt) {
    return new MemoryFile(salt, StoredSamples.FORM, new BlockCache(16));
  }

  private static MemoryFile reopened(byte[] bytes, long salt) {
    return new MemoryFile(bytes, salt, StoredSamples.FORM, new BlockCache(16), List.of());
  }

  @Test
  void noticeEachFlippedBitAndEachCut() {
    var file = file(7);
    file.append(CONTENT, CONTENT.length);
    var offset = file.append(CONTENT, CONTENT.length);
    var bytes = file.bytes();
    assertThat(BlockFrame.read(file, 7, offset)).isEqualTo(CONTENT);
    for (var bit = 0; bit < 8 * (bytes.length - offset); bit++) {
      var flipped = bytes.clone();
      flipped[(int) offset + bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> BlockFrame.read(reopened(flipped, 7), 7, offset))
          .as("bit %d", bit)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (var length = 0; length < bytes.length; length++) {
      var cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> BlockFrame.read(reopened(cut, 7), 7, offset))
          .as("length %d", length)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** A block that is right in itself is not taken from another file, or for another block. */
  @Test
  void noticeABlockOfAnotherFileOrPlace() {
    var file = file(7);
    var first = file.append(CONTENT, CONTENT.length);
    var second = file.append(CONTENT, CONTENT.length);
    var other = file(8);
    other.append(CONTENT, CONTENT.length);

    assertThatThrownBy(() -> BlockFrame.read(reopened(other.bytes(), 7), 7, first))
        .hasMessage("the checksum of the block at byte 0 is wrong");
    var moved = file.bytes();
    System.arraycopy(moved, (int) first, moved, (int) second, (int) (second - first));
    assertThatThrownBy(() -> BlockFrame.read(reopened(moved, 7), 7, second))
        .hasMessage("the checksum of the block at byte 17 is wrong");
  }

  /** A wrong length within a large file is refused before so much memory is taken. */
  @Test
  void takeLittleMemoryForAWrongLengthInALargeFile() {
    var most = new AtomicInteger();
    var large =
        new BlockSource() {
          @Override
          public long size() {
            return 1L << 32;
          }

          @Override
          public void copy(long offset, byte[] into, int length) {
            most.accumulateAndGet(into.length, Math::max);
            Arrays.fill(into, 0, length, (byte) 0);
            if (length == BlockFrame.BYTES) {
              ByteBuffer.wrap(into).order(ByteOrder.LITTLE_ENDIAN).putInt(1 << 28);
            }
          }
        };

    assertThatThrownBy(() -> BlockFrame.read(large, 7, 16))
        .hasMessage("the checksum of the block at byte 16 is wrong");
    assertThat(most.get()).isLessThanOrEqualTo(1 << 20);
  }

  @Test
  void canBeLong() {
    var file = file(7);
    var content = new byte[(5 << 20) + 3];
    new Random(1).nextBytes(content);
    var offset = file.append(content, content.length);

    assertThat(BlockFrame.read(file, 7, offset)).isEqualTo(content);
  }

  /** A length that only its checksum could refuse is refused before so much memory is taken. */
  @Test
  void takeNoMemoryForAForgedLength() {
    for (var length :
        List.of(-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30, CONTENT.length + 1)) {
      var file = file(7);
      file.append(CONTENT, CONTENT.length);
      var bytes = file.bytes();
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(0, length);
      assertThatThrownBy(() -> BlockFrame.read(reopened(bytes, 7), 7, 0))
          .hasMessage("the block at byte 0 has an impossible length");
    }
  }

  /**
   * Blocks with right checksums that no writer wrote: values may be wrong, but reading them ends,
   * with a value or a {@link DamagedFileException}, and takes no more memory than there is.
   */
  @Test
  void readForgedBlocksToAnEnd() {
    var refused = 0;
    for (var seed = 1; seed <= 3000; seed++) {
      var random = new Random(seed);
      var samples = new StoredSamples(new Random(seed % 20));
      var written = file(7);
      var writer = new StoredWriter(written.file(), written, _ -> true);
      var addresses = new ArrayList<Long>();
      addresses.add(writer.value(samples.map(6)));
      addresses.add(writer.value(samples.bulk()));
      var forged = reopened(forged(written.bytes(), random), 7);
      for (var address : addresses) {
        try {
          assertThat(forged.file().read(address))
              .as("seed %d", seed)
              .hasToString(String.valueOf(forged.file().read(address)));
        } catch (DamagedFileException | ClassCastException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(500);
  }

  /** Changes bytes of all blocks, and gives these the checksums that they need. */
  private static byte[] forged(byte[] bytes, Random random) {
    var forged = file(7);
    for (var offset = 0; offset < bytes.length; ) {
      var length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
      var content =
          Arrays.copyOfRange(bytes, offset + BlockFrame.BYTES, offset + BlockFrame.BYTES + length);
      for (var i = random.nextInt(4); i > 0; i--) {
        content[random.nextInt(length)] = (byte) (random.nextBoolean() ? random.nextInt() : 18);
      }
      forged.append(content, length);
      offset += BlockFrame.BYTES + length;
    }
    return forged.bytes();
  }

  /** A page whose tree is not as large as its reference says, such as one that contains itself. */
  @Test
  void refuseATreeOfAnotherSize() {
    var file = file(7);
    var map = new StoredSamples(new Random(1)).map(50);
    var stored = new StoredWriter(file.file(), file, _ -> true).stored(map);
    var tree = (StoredTree<?, ?>) Objects.requireNonNull(stored.tree());

    assertThat(file.file().open(tree.address(), 50).size()).isEqualTo(50);
    assertThatThrownBy(() -> file.file().open(tree.address(), 49))
        .isInstanceOf(DamagedFileException.class)
        .hasMessage("the page at byte %d has 50 entries instead of 49".formatted(tree.address()));
    assertThat(file.file().isSound()).isFalse();
  }

  /** Of files that refer to one another, all that need the damaged one are unsound. */
  @Test
  void makeAllFilesUnsoundThatReferToTheirs() {
    var oldest = file(7);
    var middle =
        new MemoryFile(
            new byte[0], 8, StoredSamples.FORM, new BlockCache(16), List.of(oldest.file()));
    var newest =
        new MemoryFile(
            new byte[0], 9, StoredSamples.FORM, new BlockCache(16), List.of(middle.file()));

    assertThatThrownBy(() -> oldest.file().read(3)).isInstanceOf(DamagedFileException.class);

    assertThat(newest.file().isSound()).isFalse();
    assertThat(newest.file().isDamaged()).isFalse();
    assertThat(oldest.file().isDamaged()).isTrue();
  }
}
