/**
 * Tells jobs whether what they last ran with is current, from a picture in memory that is read from
 * the store several times a second. Entry point: {@link
 * io.trueup.listener.engine.currency.Currency}. It promises and records nothing: a job that starts
 * is answered by {@link io.trueup.listener.engine.nodetime.NodeTime}.
 */
@NullMarked
package io.trueup.listener.engine.currency;

import org.jspecify.annotations.NullMarked;
