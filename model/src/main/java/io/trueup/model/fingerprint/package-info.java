/** Digests of canonical encodings: equal meaning, equal fingerprint. Depends on nothing. */
@NullMarked
package io.trueup.model.fingerprint;

import org.jspecify.annotations.NullMarked;
