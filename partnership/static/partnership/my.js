// What members write saves itself: to the server, and to this device until the server has it. Without this, a button does it.
(() => {
  'use strict'
  const store = act => { try { return act(window.localStorage) } catch { return null } }
  const read = name => { try { return JSON.parse(store(kept => kept.getItem(name))) } catch { return null } }
  // A page that cannot be written shows that what was sent has arrived.
  const arrived = document.querySelector('[data-arrived]')?.dataset.arrived
  if (arrived && read(arrived)?.sent) store(kept => kept.removeItem(arrived))
  // Nor is what began this thing waiting any more, which was kept before it had an address.
  const begun = document.querySelector('[data-begun]')?.dataset.begun
  if (begun) store(kept => kept.removeItem(begun))
  const form = document.getElementById('write')
  if (!form) return
  const say = form.dataset
  const state = form.querySelector('.save-state')
  const seen = form.elements.seen
  const WAIT = 1500
  const RETRY = 15000
  let timer = 0
  let saving = null
  let dirty = false
  let stuck = false

  // What is kept on the device ---------------------------------------------------------------------------------------------
  const skipped = new Set(['csrfmiddlewaretoken', 'seen', 'writing', 'photos', 'photo-order', 'remove-photo'])
  const fields = () => {
    const found = {}
    for (const [name, value] of new FormData(form)) {
      if (typeof value === 'string' && !skipped.has(name) && !name.startsWith('reply-')) found[name] = value
    }
    for (const box of form.querySelectorAll('input[type=checkbox]')) if (!skipped.has(box.name)) found[box.name] = box.checked
    return found
  }
  const key = () => say.key
  // While it is asked what shall become of something that was kept before, that stays.
  let asked = false
  const keepHere = (sent = false) => { if (!asked) store(kept => kept.setItem(key(), JSON.stringify({ fields: fields(), seen: seen.value, sent }))) }
  const forgetHere = () => { if (!asked) store(kept => kept.removeItem(key())) }
  const put = values => {
    for (const [name, value] of Object.entries(values)) {
      for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (input.type === 'radio') input.checked = input.value === value
        else if (input.type === 'checkbox') input.checked = value === true
        else if (input.type !== 'hidden' && input.type !== 'file') input.value = value
      }
    }
  }

  const button = (label, act) => {
    const made = document.createElement('button')
    made.type = 'button'
    made.className = 'button button--quiet'
    made.textContent = label
    made.addEventListener('click', act)
    return made
  }
  const tell = (words, lost = false, ...buttons) => {
    state.replaceChildren(words, ...buttons)
    state.classList.toggle('save-state--lost', lost)
  }
  const again = () => button(say.retry, save)
  const opens = (label, address) => button(label, () => window.location.assign(address))

  // Saving -----------------------------------------------------------------------------------------------------------------
  const body = () => {
    const data = new FormData(form)
    for (const name of ['photos', 'remove-photo', 'answer']) data.delete(name)
    return data
  }
  const save = async () => {
    window.clearTimeout(timer)
    if (saving) { await saving; if (!dirty) return }
    saving = send()
    try { await saving } finally { saving = null }
  }
  const send = async () => {
    dirty = false
    tell(say.saving)
    let answer
    try {
      answer = await fetch(form.action, { method: 'POST', body: body(), headers: { 'X-Requested-With': 'fetch' }, redirect: 'manual' })
    } catch {
      dirty = true
      tell(say.lost, true, again())
      later(RETRY)
      return
    }
    // Every answer to this is data: to be sent elsewhere is to be asked to sign in.
    if (answer.type === 'opaqueredirect' || answer.status === 403) {
      dirty = stuck = true
      const here = window.location.pathname
      tell(say.signedOut, true, opens(say.signIn, answer.status === 403 ? here : `${say.login}?next=${encodeURIComponent(here)}`))
      return
    }
    const said = answer.headers.get('Content-Type')?.startsWith('application/json') ? await answer.json() : {}
    if (!answer.ok || !said.url) {
      dirty = true
      stuck = answer.status === 409
      tell(said.error || say.lost, true, stuck ? opens(say.newest, form.action) : again())
      if (!stuck) later(RETRY)
      return
    }
    const wrong = Object.values(said.errors)
    const before = key()
    seen.value = said.seen
    if (form.getAttribute('action') !== said.url) {
      form.action = said.url
      say.photos = said.photos
      window.history.replaceState(null, '', said.url)
      say.key = before.replace(/:new$/, ':' + said.url.match(/(\d+)\/$/)[1])
      store(kept => kept.removeItem(before))
      bring(said.url)
    }
    if (wrong.length) { keepHere(); tell(`${say.wrong}：${wrong[0]}`, true) }
    else { if (dirty || form.elements.answer?.value) keepHere(); else forgetHere(); tell(say.saved.replace('{time}', said.saved)) }
    if (dirty) later(WAIT)
  }
  // What belongs to a draft (how it will look, a word to those who decide, deleting it) comes with its first save.
  const bring = async url => {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(url)).text(), 'text/html')
      for (const place of document.querySelectorAll('[data-own]')) {
        place.replaceChildren(...(page.querySelector(`[data-own="${place.dataset.own}"]`)?.childNodes ?? []))
      }
      document.querySelector('h1').textContent = page.querySelector('h1').textContent
    } catch { /* It comes with the next look at the page. */ }
  }
  const later = wait => {
    window.clearTimeout(timer)
    timer = window.setTimeout(save, wait)
  }
  const changed = event => {
    if (skipped.has(event.target.name) || event.target.name.startsWith('reply-')) return
    dirty = true
    keepHere()
    if (!stuck && event.target.name !== 'answer') later(WAIT)
  }
  form.addEventListener('input', changed)
  form.addEventListener('change', changed)
  window.addEventListener('online', () => { if (dirty) save() })
  document.addEventListener('visibilitychange', () => { if (document.hidden && dirty && !stuck) save() })
  // What a button sends is kept here until the answer shows that it arrived: a submit without a connection loses nothing.
  // It goes after what is just being saved: two at once, and the second would be taken for another screen's.
  form.addEventListener('submit', event => {
    window.clearTimeout(timer)
    keepHere(event.submitter?.name === 'submit')
    if (!saving) return
    event.preventDefault()
    const { submitter } = event
    saving.finally(() => form.requestSubmit(submitter))
  })

  // Back after a closed browser ----------------------------------------------------------------------------------------------
  const restore = kept => {
    const stored = fields()
    const undo = () => { put(stored); dirty = false; window.clearTimeout(timer); forgetHere(); tell('') }
    put(kept.fields)
    dirty = true
    tell(say.restored, false, button(say.undo, undo))
    timer = window.setTimeout(save, WAIT * 2)
  }
  // Written elsewhere meanwhile: what was kept waits beside it, and nothing is overwritten unasked.
  const ask = kept => {
    const notice = document.createElement('p')
    const settle = act => () => { asked = false; notice.remove(); act() }
    asked = true
    notice.className = 'callout callout--urgent'
    notice.setAttribute('role', 'alert')
    notice.append(say.conflict, button(say.take, settle(() => restore(kept))), button(say.drop, settle(forgetHere)))
    state.before(notice)
  }
  const kept = read(key())
  if (kept) {
    const now = fields()
    // What was said to those who decide has gone with what was sent.
    if (kept.sent) delete kept.fields.answer
    const differs = Object.keys(kept.fields).some(name => name in now && kept.fields[name] !== now[name])
    if (!differs) forgetHere()
    else if (kept.seen && kept.seen !== seen.value) ask(kept)
    else restore(kept)
  }

  // Photos -------------------------------------------------------------------------------------------------------------------
  const chooser = document.getElementById('id_photos')
  if (!chooser) return
  const rows = document.getElementById('photo-rows')
  const uploads = document.getElementById('uploads')
  const queue = []
  let busy = false
  // Of a photo that could not be sent, its name is kept: after a closed browser it has to be chosen again.
  const unsent = () => read(`${key()}:photos`) ?? []
  const noteUnsent = names => store(kept => names.length ? kept.setItem(`${key()}:photos`, JSON.stringify(names)) : kept.removeItem(`${key()}:photos`))
  const settled = name => noteUnsent(unsent().filter(each => each !== name))

  rows.addEventListener('click', event => {
    const button = event.target.closest('[name="photo-earlier"], [name="photo-later"]')
    if (!button) return
    event.preventDefault()
    const photo = button.closest('[data-photo]')
    if (button.name === 'photo-earlier') photo.previousElementSibling?.before(photo)
    else photo.nextElementSibling?.after(photo)
    // At an end of the list the button that was pressed is gone; its neighbour is there.
    const left = button.checkVisibility() ? button : photo.querySelector('.photo__moves button:not([name="' + button.name + '"])')
    left.focus()
    photo.scrollIntoView({ block: 'nearest' })
    dirty = true
    tell(button.dataset.moved)
    if (!stuck) later(WAIT)
  })

  const row = file => {
    const item = document.createElement('li')
    const name = document.createElement('span')
    const progress = document.createElement('progress')
    const told = document.createElement('p')
    name.textContent = file.name
    progress.max = 1
    progress.value = 0
    progress.setAttribute('aria-label', file.name)
    told.className = 'field__error'
    told.hidden = true
    item.append(name, progress, told)
    uploads.append(item)
    return { file, item, progress, told }
  }
  const failed = (each, words, may) => {
    each.progress.hidden = true
    each.told.hidden = false
    each.told.textContent = words
    for (const old of each.item.querySelectorAll('button')) old.remove()
    if (may) {
      noteUnsent([...new Set([...unsent(), each.file.name])])
      each.item.append(button(say.retry, () => { for (const old of each.item.querySelectorAll('button')) old.remove(); each.told.hidden = true; each.progress.hidden = false; queue.push(each); next() }))
    }
    each.item.append(button(say.dismiss, () => { settled(each.file.name); each.item.remove() }))
  }
  const upload = each => new Promise(done => {
    const request = new XMLHttpRequest()
    const data = new FormData()
    data.append('photo', each.file)
    data.append('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value)
    request.open('POST', say.photos)
    request.setRequestHeader('X-Requested-With', 'fetch')
    request.responseType = 'json'
    request.timeout = 300000
    request.upload.addEventListener('progress', event => { if (event.lengthComputable) each.progress.value = event.loaded / event.total })
    const lost = () => { failed(each, say.failed, true); done() }
    request.addEventListener('error', lost)
    request.addEventListener('abort', lost)
    request.addEventListener('timeout', lost)
    request.addEventListener('load', () => {
      const said = request.response
      if (request.status === 201 && said) {
        // One that came before, its answer lost, has its row already.
        if (!document.getElementById(`photo-${said.id}`)) rows.insertAdjacentHTML('beforeend', said.html)
        if (said.seen) seen.value = said.seen
        settled(each.file.name)
        each.item.remove()
      } else failed(each, said?.error || (request.responseURL.includes(say.login) ? say.signedOut : say.failed), request.status !== 400)
      done()
    })
    request.send(data)
  })
  const next = async () => {
    if (busy) return
    busy = true
    while (queue.length) {
      if (!say.photos) await save()
      const each = queue.shift()
      if (!say.photos) failed(each, say.failed, true)
      // Only what was taken is counted: of many, some may be no photo.
      else if (rows.querySelectorAll('[data-photo]').length >= Number(say.most)) failed(each, say.full, false)
      else await upload(each)
    }
    busy = false
  }
  const names = unsent()
  if (names.length) {
    const item = document.createElement('li')
    item.append(say.unsent.replace('{names}', names.join('、')), button(say.dismiss, () => { noteUnsent([]); item.remove() }))
    uploads.append(item)
  }
  chooser.addEventListener('change', () => {
    noteUnsent(unsent().filter(name => ![...chooser.files].some(file => file.name === name)))
    queue.push(...[...chooser.files].map(row))
    chooser.value = ''
    next()
  })
})()
