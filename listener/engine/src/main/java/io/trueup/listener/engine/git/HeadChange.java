package io.trueup.listener.engine.git;

/** How a head relates to the commit that was last accepted. */
public enum HeadChange {
  /** Nothing was accepted yet. */
  FIRST,
  /** The same commit. */
  SAME,
  /** It follows the accepted one. */
  FAST_FORWARD,
  /** The accepted one follows it: the branch was set back. */
  ANCESTOR,
  /** Neither follows the other, or the accepted one is no longer known. */
  REWRITE
}
