#ifndef MULIN_CLIBXML2_SHIM_H
#define MULIN_CLIBXML2_SHIM_H

// Debian builds libxml2 with ICU; its headers would then pull in <unicode/ucnv.h>, which clashes
// with the ICU inside Foundation (swiftlang/swift#88485). Switching the feature off here hides two
// trailing pointers of xmlCharEncodingHandler, a structure that Swift code never touches.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/parser.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlwriter.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlerror.h>

// xmlFree is a mutable global function pointer: Swift 6 will not read it.
static inline void mulin_xml_free(void *pointer) { xmlFree(pointer); }

#endif
