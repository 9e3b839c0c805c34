// The first character of each letter in the order of pinyin; what sorts between two of them begins with the first one's letter.
const firsts = '阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥仨他穵夕丫帀'
const letters = 'abcdefghjklmnopqrstwxyz'
const collator = new Intl.Collator('zh-Hans-CN-u-co-pinyin')

/** 邻里纠纷 → lljf: what a fast typist writes who leaves the input method alone. */
export function initials(text: string): string {
  return [...text]
    .map((sign) => {
      if (!/[\u4e00-\u9fff]/.test(sign)) return sign.toLowerCase()
      let at = 0
      while (at + 1 < firsts.length && collator.compare(firsts[at + 1]!, sign) <= 0) at++
      return letters[at]!
    })
    .join('')
}

/** Whether a choice is meant by what was typed: a part of its words, or the initials of their pinyin. */
export function isMeant(choice: string, typed: string): boolean {
  const wanted = typed.trim().toLowerCase()
  if (!wanted || choice.toLowerCase().includes(wanted)) return true
  return /^[a-z']+$/.test(wanted) && initials(choice).includes(wanted.replaceAll("'", ''))
}
