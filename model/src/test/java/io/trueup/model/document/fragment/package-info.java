@NullMarked
package io.trueup.model.document.fragment;

import org.jspecify.annotations.NullMarked;
