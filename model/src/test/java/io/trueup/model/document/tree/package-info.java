@NullMarked
package io.trueup.model.document.tree;

import org.jspecify.annotations.NullMarked;
