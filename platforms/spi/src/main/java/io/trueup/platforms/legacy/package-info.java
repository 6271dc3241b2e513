/**
 * The data platform of type {@code legacy}, for flows that run elsewhere and are governed here. It
 * changes nothing. Entry point: {@link io.trueup.platforms.legacy.LegacyPlatform}.
 */
@NullMarked
package io.trueup.platforms.legacy;

import org.jspecify.annotations.NullMarked;
