#ifndef MULIN_CLIBXML2_SHIM_H
#define MULIN_CLIBXML2_SHIM_H

// Debian builds libxml2 with ICU; its headers would then pull in <unicode/ucnv.h>, which clashes
// with the ICU inside Foundation (swiftlang/swift#88485). Switching the feature off here hides two
// trailing pointers of xmlCharEncodingHandler, a structure that Swift code never touches.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlwriter.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlschemastypes.h>
#include <libxml/xmlerror.h>

// xmlFree is a mutable global function pointer: Swift 6 will not read it.
static inline void mulin_xml_free(void *pointer) { xmlFree(pointer); }

// The plug keeps the addresses of two fields inside the parser, for which Swift has no expression
// that is good beyond one call.
static inline xmlSchemaSAXPlugPtr mulin_xml_plug(xmlSchemaValidCtxtPtr validator,
                                                 xmlParserCtxtPtr parser) {
    return xmlSchemaSAXPlug(validator, &parser->sax, &parser->userData);
}

#endif
