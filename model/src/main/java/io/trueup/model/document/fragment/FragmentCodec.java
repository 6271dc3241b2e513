package io.trueup.model.document.fragment;

import io.trueup.model.document.binder.Interner;
import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.DatasetSchema;
import io.trueup.model.ecosystem.Documentation;
import io.trueup.model.ecosystem.Governance;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintBuilder;
import io.trueup.model.record.RecordClasses;
import io.trueup.model.type.AvroSchema;
import io.trueup.model.type.DataType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Writes fragments as bytes, which it reads far faster than a file can be read. Parts that
 * fragments share are written once. It visits every component of the records by reflection, so that
 * no field added later is forgotten; {@link #FORMAT} changes with the components, so that it never
 * reads the bytes of another release. Pure and thread-safe.
 */
public final class FragmentCodec {

  /**
   * To be raised whenever the result of reading a document, or of computing a fingerprint in it,
   * changes while the components of the records do not.
   */
  static final int GENERATION = 3;

  /** The classes of fragments. An Avro schema is not a record itself, but made of records. */
  static final RecordClasses CLASSES =
      RecordClasses.reachableFrom(
          Fragment.class, AvroSchema.Node.class, AvroSchema.Definition.class);

  /** Identifies the format of the bytes: those of another format cannot be read. */
  public static final Fingerprint FORMAT =
      FingerprintBuilder.of("fragments").add(GENERATION).add(CLASSES.fingerprint()).fingerprint();

  static final byte NULL = 0;
  static final byte SEEN = 1;
  static final byte TEXT = 2;
  static final byte TRUE = 3;
  static final byte FALSE = 4;
  static final byte NUMBER = 5;
  static final byte WORD = 6;
  static final byte RECORD = 7;
  static final byte DATASET = 8;
  static final byte FINGERPRINT = 9;
  static final byte TYPE = 10;
  static final byte LIST = 11;
  static final byte SET = 12;
  static final byte MAP = 13;
  static final byte INDEX = 14;
  static final byte AVRO = 15;
  static final byte DURATION = 16;
  static final byte LOCAL_TIME = 17;

  private FragmentCodec() {}

  /** Writes fragments one after the other. */
  public static byte[] write(Collection<Fragment> fragments) {
    var writer = new FragmentEncoder();
    writer.number(fragments.size());
    fragments.forEach(it -> writer.value(it));
    return writer.bytes();
  }

  /**
   * Reads what {@link #write} wrote with the same {@link #FORMAT}.
   *
   * @throws IllegalArgumentException when the bytes are not fragments of this format
   */
  public static List<Fragment> read(byte[] bytes, Interner sharing) {
    var reader = new FragmentDecoder(bytes, sharing);
    try {
      var fragments = new ArrayList<Fragment>();
      for (var left = reader.count(); left > 0; left--) {
        fragments.add((Fragment) reader.requiredValue(0));
      }
      return fragments;
    } catch (RuntimeException e) {
      // With damaged bytes the constructor of any record can throw.
      throw new IllegalArgumentException("These bytes are no fragments", e);
    }
  }

  static boolean isShared(Object value) {
    return value instanceof String
        || value instanceof DataType
        || value instanceof DatasetSchema
        || value instanceof Column
        || value instanceof Governance
        || value instanceof Documentation;
  }

  static boolean isText(Object value) {
    return value instanceof String || value instanceof DataType;
  }
}
