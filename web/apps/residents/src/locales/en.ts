export default {
  shell: {
    name: 'Bandeng', skip: 'Skip to the content', reading: 'Reading', large: 'Large type', usual: 'Usual type', other_language: '中文', hotline: 'the legal service hotline', call: 'Call {name}', offline: 'There is no network now. What you filled in is kept; go on when you are connected.', lost: 'There is no connection now. What you filled in is kept; please try again.', missing: 'There is no such page', home: 'To the first page', again: 'Try again', wait: 'One moment…', back: 'Back', next: 'Next', yes: 'Yes', no: 'No', close: 'Close',
  },
  door: {
    welcome: 'A dispute? Sit down and talk', what: 'Mediation is free and voluntary, and what is said stays private.', follow: 'See my matter', open: 'See my matter', slip: 'Take the slip you were given and fill in what stands on it.', code: 'Number of the matter', secret: 'Secret', secret_hint: 'The 10 letters and digits on your slip; small or capital does not matter.', go: 'Open', no_slip: 'No slip, or lost, or seen by somebody else? Call the number below: you get a new one, and the old one opens nothing any more.', link: 'Open the link you were sent', link_once: 'To be safe, this link opens once. Open it on your own telephone and do not pass it on.', link_lost: 'The link is not complete. Tap it again in your message, or use the secret on your slip.', with_slip: 'Open with the secret on my slip', mine: 'My matter', you_are: 'You are', leave: 'I am done: close',
  },
}
