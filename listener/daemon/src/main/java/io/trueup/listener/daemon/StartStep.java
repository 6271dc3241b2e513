package io.trueup.listener.daemon;

import java.util.function.Consumer;

/**
 * The steps of a daemon's start, in order. A failure of one of the first three ends the start. A
 * failure of a later one closes what the later ones opened, and these are retried after a pause,
 * for as long as the daemon runs ({@link Opening}).
 *
 * <table>
 *   <caption>After a failure</caption>
 *   <tr><th>step</th><th>consequence</th></tr>
 *   <tr><td>FOLDER, SOURCES, LISTEN</td><td>everything is closed; {@link Daemon#start} throws</td></tr>
 *   <tr><td>STORE, CORE, TOKEN, EDGE, WORK</td><td>back to STORE, after a pause</td></tr>
 * </table>
 */
enum StartStep {
  /** The data folder is locked. */
  FOLDER,
  /** The mirrors are open. */
  SOURCES,
  /** The HTTP server listens, and answers why the daemon is not ready. */
  LISTEN,
  /** The state database is reached and migrated. */
  STORE,
  /** The engine is wired. */
  CORE,
  /** A token for the first operator exists. */
  TOKEN,
  /** The HTTP server answers everything. */
  EDGE,
  /** The poller and the sweep run. */
  WORK;

  /** An observer that does nothing. */
  static final Consumer<StartStep> UNOBSERVED = _ -> {};
}
