package io.trueup.listener.daemon.graphql;

/**
 * What a query asks for, before it is answered.
 *
 * @param depth the most fields within each other
 * @param cost by estimate: one for each field, times the items of the lists around it, and the
 *     weights that the schema gives
 * @param isHeavy whether it asks for something that takes long to find
 * @param isAboutSchema whether it asks about the schema
 */
record QueryMeasure(int depth, long cost, boolean isHeavy, boolean isAboutSchema) {

  static final QueryMeasure NOTHING = new QueryMeasure(0, 0, false, false);

  /** Costs beyond this are all the same. */
  private static final long MOST = Long.MAX_VALUE >> 24;

  /** Both beside each other. */
  QueryMeasure beside(QueryMeasure other) {
    return new QueryMeasure(
        Math.max(depth, other.depth),
        Math.min(MOST, cost + other.cost),
        isHeavy || other.isHeavy,
        isAboutSchema || other.isAboutSchema);
  }

  /** A field of a weight that holds this, in each of some items. */
  QueryMeasure within(long weight, long items) {
    var inner = cost > MOST / Math.max(1, items) ? MOST : cost * items;
    return new QueryMeasure(
        depth + 1, Math.min(MOST, weight + inner), isHeavy || weight > 1, isAboutSchema);
  }
}
