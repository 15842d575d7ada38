package dev.sluice.packer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be left out of a style sheet, and what may not. */
class StylesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    a { color: red; }                         | a{color:red}
                    a{} /* why; } */ b{}                      | a{}b{}
                    a/**/b {}                                 | a b{}
                    a :hover > b ~ c + d , e {}               | a :hover>b~c + d,e{}
                    .x::before { content: " > /* , */ ; "; }  | .x::before{content:" > /* , */ ; "}
                    a { content: '\\' }  ' ; }                | a{content:'\\' }  '}
                    a { b: url( x;y  z ) ; }                  | a{b:url( x;y  z )}
                    a { width: calc( 1px + 2px - ( 3px ) ); } | a{width:calc(1px + 2px - (3px))}
                    a { color: red !important; ; }            | a{color:red!important;}
                    @media (width < 600px) and (x) { a {} }   | @media (width < 600px) and (x){a{}}
                    a { & b:not( .c ) .d {} }                 | a{& b:not(.c) .d{}}
                    a { font: 14px/1.5 var(--f, "A  B") , x } | a{font:14px/1.5 var(--f,"A  B"),x}
                    """)
    void saysTheSameInFewerLetters(String sheet, String packed) {
        assertEquals(packed, Styles.packed(sheet));
    }

    @Test
    void allAreOneInTheOrderOfTheirNames() {
        Sources site =
                Sources.of(
                        Map.of(
                                "console.css", "@layer a, b; b { top: 0; }",
                                "pages/y/y.css", "@keyframes y { to { top: 1px; } }",
                                "pages/x/x.css", "@keyframes x { to { top: 2px; } }",
                                "vendor/z.css", "c{}"));
        assertEquals(
                "@layer a,b;b{top:0}@keyframes x{to{top:2px}}@keyframes y{to{top:1px}}c{}",
                Styles.packed(site));
    }
}
