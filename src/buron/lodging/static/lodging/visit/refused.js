// The photos that the server refused: they stay on the tablet until a person sends them again, saves them elsewhere or
// drops them.

export class RefusedPhotos {
  // `again(photo)` and `drop(photo)` are what the buttons do.
  constructor(box, words, { again, drop }) {
    Object.assign(this, { box, words, again, drop, shown: "" });
    this.model = document.getElementById("refused-photo");
  }

  show(photos) {
    const key = photos.map((one) => `${one.client_id}:${one.refused}`).join(" ");
    if (key === this.shown) return;
    this.shown = key;
    this.box.hidden = !photos.length;
    for (const image of this.box.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    this.box.querySelector("ul").replaceChildren(...photos.map((photo) => this.line(photo)));
  }

  line(photo) {
    const item = this.model.content.firstElementChild.cloneNode(true);
    const part = (name) => item.querySelector(`[data-${name}]`);
    const address = URL.createObjectURL(photo.blob);
    const name = this.words.photo_of.replace("{n}", photo.number).replace("{lodging}", photo.lodging);
    Object.assign(part("image"), { src: address, alt: name });
    part("name").textContent = name;
    part("why").textContent = photo.refused === "gone" ? this.words.photo_gone : photo.refused;
    Object.assign(part("save"), { href: address, download: `critere-${photo.number}-${photo.client_id.slice(0, 8)}.jpg` });
    part("again").addEventListener("click", () => this.again(photo));
    part("drop").addEventListener("click", () => confirm(this.words.photo_drop) && this.drop(photo));
    return item;
  }
}
