package io.trueup.model.stored;

/** The first byte of each value in a block. */
final class BlockTag {

  static final int NULL = 0;
  static final int TRUE = 1;
  static final int FALSE = 2;
  static final int INTEGER = 3;
  static final int LONG = 4;
  static final int TEXT = 5;
  static final int TYPE = 6;
  static final int WORD = 7;
  static final int RECORD = 8;
  static final int FINGERPRINT = 9;
  static final int LIST = 10;
  static final int SORTED_SET = 11;
  static final int SORTED_MAP = 12;
  static final int MAP = 13;
  static final int STORED_MAP = 14;
  static final int SET = 15;
  static final int STORED_SET = 16;
  static final int REPEATED = 17;
  static final int SHARED = 18;
  static final int AVRO = 19;
  static final int DURATION = 20;
  static final int LOCAL_TIME = 21;
  static final int BIG = 22;
  static final int OPTIONAL = 23;

  private BlockTag() {}
}
