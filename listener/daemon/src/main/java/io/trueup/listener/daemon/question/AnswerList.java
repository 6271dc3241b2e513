package io.trueup.listener.daemon.question;

/**
 * A list of a version. Its items are read when they are asked for, in an order that never changes,
 * so that neither a page nor the whole of it needs the others in memory. Immutable.
 *
 * @param name what it lists, with everything that the question said: a cursor of one list is none
 *     of another
 * @param type of its items
 * @param total the number of its items; -1 when counting would mean reading them
 * @param items reads them
 */
public record AnswerList<T>(String name, Class<T> type, int total, ItemSource<T> items) {

  /** The total where it is not known. */
  public static final int UNKNOWN = -1;

  /** Reads the items of a list. */
  @FunctionalInterface
  public interface ItemSource<T> {

    /**
     * Hands out items in order until the reader has enough.
     *
     * @param after the position of the last item before; empty for all
     */
    void read(String after, ItemReader<T> reader);
  }

  /** Takes the items of a list. */
  @FunctionalInterface
  public interface ItemReader<T> {

    /**
     * Takes an item; may block.
     *
     * @param position of the item in its list, never empty
     * @return whether it wants more
     */
    boolean take(String position, T item);
  }
}
