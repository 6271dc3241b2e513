/**
 * The declared things, as values. Entry point: {@link io.trueup.model.ecosystem.Ecosystem}. Knows
 * neither files nor graphs.
 */
@NullMarked
package io.trueup.model.ecosystem;

import org.jspecify.annotations.NullMarked;
