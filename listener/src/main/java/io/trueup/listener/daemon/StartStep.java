package io.trueup.listener.daemon;

import java.util.function.Consumer;

/**
 * The steps of a daemon's start, in their order. The first three happen before it listens: a
 * failure ends the start. A failure of any other closes what these opened, and they are begun again
 * after a pause, for as long as the daemon runs.
 *
 * <table>
 *   <caption>What follows a failure</caption>
 *   <tr><th>step</th><th>when it fails</th></tr>
 *   <tr><td>FOLDER, SOURCES, LISTEN</td><td>all is closed; {@link Daemon#start} throws</td></tr>
 *   <tr><td>STORE, CORE, TOKEN, EDGE, WORK</td><td>STORE, after a pause</td></tr>
 * </table>
 */
enum StartStep {
  /** The data folder is ours. */
  FOLDER,
  /** The mirrors are open. */
  SOURCES,
  /** The HTTP server listens and says why it is not ready. */
  LISTEN,
  /** The state database is reached and migrated. */
  STORE,
  /** The workers are there. */
  CORE,
  /** There is a token for the first operator. */
  TOKEN,
  /** The HTTP server answers everything. */
  EDGE,
  /** The workers work. */
  WORK;

  /** The steps are not observed. */
  static final Consumer<StartStep> UNOBSERVED = _ -> {};
}
