import { createRequire } from 'node:module';
import pdfMake, { type Content } from 'pdfmake';

export type { Content } from 'pdfmake';

export interface PdfDocument {
  /** What a viewer shows in its window's title. */
  title: string;
  content: Content[];
  /** Stands at the left of each page's foot; the page number at the right. */
  foot: string;
  landscape?: boolean;
}

const { resolve } = createRequire(import.meta.url);
const font = (style: string) => resolve(`pdfmake/fonts/Roboto/Roboto-${style}.ttf`);
const roboto = {
  normal: font('Regular'),
  bold: font('Medium'),
  italics: font('Italic'),
  bolditalics: font('MediumItalic'),
};

/** Lays out a document as PDF (A4, a font with all letters of Vietnamese and Russian). Returns its bytes. */
export function writePdf({ title, content, foot, landscape = false }: PdfDocument): Promise<Buffer> {
  setUp();
  return pdfMake
    .createPdf({
      info: { title },
      pageSize: 'A4',
      pageOrientation: landscape ? 'landscape' : 'portrait',
      pageMargins: [50, 45, 50, 50],
      content,
      footer: (page, pages) => ({
        columns: [
          { text: foot, width: '*' },
          { text: `${page}/${pages}`, width: 'auto' },
        ],
        columnGap: 20,
        fontSize: 8,
        margin: [50, 18, 50, 0],
      }),
      defaultStyle: { font: 'Roboto', fontSize: 10, lineHeight: 1.15 },
    })
    .getBuffer();
}

/** Table layout `ruled`: a shaded head, a thin line under each row, little room at the sides. */
const ruled = {
  hLineWidth: (line: number) => (line === 0 ? 0 : 0.5),
  vLineWidth: () => 0,
  hLineColor: () => '#999999',
  fillColor: (row: number) => (row === 0 ? '#ececec' : null),
  paddingLeft: () => 4,
  paddingRight: () => 4,
  paddingTop: () => 3,
  paddingBottom: () => 3,
};

/** The library has one set of fonts for all documents. Nothing but these is read, and nothing is fetched. */
function setUp() {
  pdfMake.setFonts({ Roboto: roboto });
  pdfMake.setTableLayouts({ ruled });
  pdfMake.setUrlAccessPolicy(() => false);
  pdfMake.setLocalAccessPolicy((path) => Object.values(roboto).includes(path));
}
