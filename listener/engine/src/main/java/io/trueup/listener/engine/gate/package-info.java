/**
 * Decides whether a platform's target may move, and to which version. Pure: everything that bears
 * on a decision is a parameter.
 */
@NullMarked
package io.trueup.listener.engine.gate;

import org.jspecify.annotations.NullMarked;
