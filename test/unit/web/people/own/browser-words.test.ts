import { expect, test } from 'vitest';
import { browserWords } from '../../../../../web/src/people/own/browser-words.ts';

const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

test('browsers that name each other are told apart', () => {
  expect(browserWords(chrome)).toBe('Chrome · Windows');
  expect(browserWords(`${chrome} Edg/142.0.0.0`)).toBe('Edge · Windows');
  expect(browserWords(chrome.replace('Chrome', 'coc_coc_browser/142.0 Chrome'))).toBe('Cốc Cốc · Windows');
  expect(browserWords('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe(
    'Firefox · Linux',
  );
  const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
  expect(browserWords(`${iphone} Version/18.5 Mobile/15E148 Safari/604.1`)).toBe('Safari · iOS');
  expect(browserWords(`${iphone} CriOS/142.0 Mobile/15E148 Safari/604.1`)).toBe('Chrome · iOS');
  const android =
    'Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36';
  expect(browserWords(android)).toBe('Chrome · Android');
});

test('what is none of them is not guessed', () => {
  expect(browserWords('node')).toBeNull();
  expect(browserWords('')).toBeNull();
});
