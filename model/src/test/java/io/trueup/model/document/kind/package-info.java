@NullMarked
package io.trueup.model.document.kind;

import org.jspecify.annotations.NullMarked;
