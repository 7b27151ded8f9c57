/* The map of a list (data-map): what the list holds, as points that draw together where they are close. It is opened by a tap, because
   its pictures come from another host; the list below says the same, so nothing needs it.

   Thousands of points are sorted into squares once a zoom; a move draws only the squares that come into sight, and leaves those that
   stay, so that whoever is on one of them by keyboard stays there. */
"use strict";

(() => {
  const CELL = 56; // pixels: points within such a square are shown as one
  const NEAREST = 17; // the closest that a tap on several zooms in
  const MARGIN = [32, 32];
  const BESIDE = 0.2; // of the window, on each side: what is drawn before it comes into sight

  function told(root, words) {
    root.querySelector("[data-map-told]").textContent = words;
  }

  function place({ geometry: { coordinates } }) {
    return [coordinates[1], coordinates[0]];
  }

  function about({ properties }, words) {
    const box = document.createElement("div");
    const name = document.createElement("a");
    name.href = properties.url;
    name.lang = properties.locale;
    name.textContent = properties.name;
    const line = document.createElement("p");
    line.textContent = [properties.kind_label, properties.address].filter(Boolean).join(" · ");
    box.append(name, line);
    if (words.mapAgeUnknown && !properties.age_known) {
      const doubt = document.createElement("p");
      doubt.textContent = words.mapAgeUnknown;
      box.append(doubt);
    }
    return box;
  }

  function all(features, words) {
    const box = document.createElement("div");
    box.append(...features.map((feature) => about(feature, words)));
    return box;
  }

  function icon(className, text, size) {
    const label = document.createElement("span");
    label.textContent = text;
    return L.divIcon({ className, html: label, iconSize: [size, size] });
  }

  // The features of each square of the ground at a zoom.
  function squares(map, features, zoom) {
    const cells = new Map();
    for (const feature of features) {
      const { x, y } = map.project(place(feature), zoom);
      const key = `${Math.floor(x / CELL)}:${Math.floor(y / CELL)}`;
      const cell = cells.get(key);
      if (cell) cell.push(feature);
      else cells.set(key, [feature]);
    }
    return cells;
  }

  class Points {
    constructor(map, features, words) {
      this.map = map;
      this.features = features;
      this.words = words;
      this.layer = L.layerGroup().addTo(map);
      this.drawn = new Map(); // square → marker
      this.zoom = null;
      this.sorted = new Map(); // zoom → squares
    }

    draw() {
      const zoom = this.map.getZoom();
      if (!this.sorted.has(zoom)) this.sorted.set(zoom, squares(this.map, this.features, zoom));
      if (zoom !== this.zoom) {
        this.layer.clearLayers();
        this.drawn.clear();
        this.zoom = zoom;
      }
      const cells = this.sorted.get(zoom);
      const seen = this.map.getPixelBounds();
      const width = (seen.max.x - seen.min.x) * BESIDE;
      const height = (seen.max.y - seen.min.y) * BESIDE;
      const [west, east] = [seen.min.x - width, seen.max.x + width].map((x) => Math.floor(x / CELL));
      const [north, south] = [seen.min.y - height, seen.max.y + height].map((y) => Math.floor(y / CELL));
      const open = this.drawn.size && [...this.drawn.values()].find((marker) => marker.isPopupOpen());
      for (const [key, marker] of this.drawn) {
        const [x, y] = key.split(":").map(Number);
        const isFar = x < west || x > east || y < north || y > south;
        if (isFar && marker !== open && marker.getElement() !== document.activeElement) {
          this.layer.removeLayer(marker);
          this.drawn.delete(key);
        }
      }
      for (let y = north; y <= south; y += 1) {
        for (let x = west; x <= east; x += 1) {
          const key = `${x}:${y}`;
          const features = this.drawn.has(key) ? undefined : cells.get(key);
          if (features) {
            const marker = this.marker(features);
            this.layer.addLayer(marker);
            this.drawn.set(key, marker);
          }
        }
      }
    }

    marker(features) {
      return features.length === 1 ? this.one(features[0]) : this.several(features);
    }

    one(feature) {
      const { kind, name } = feature.properties;
      const marker = L.marker(place(feature), { icon: icon(`map__point map__point--${kind}`, "", 44), title: name });
      return marker.bindPopup(() => about(feature, this.words));
    }

    several(features) {
      const bounds = L.latLngBounds(features.map(place));
      const title = `${features.length}${this.words.mapSeveral}`;
      const marker = L.marker(bounds.getCenter(), { icon: icon("map__several", String(features.length), 44), title });
      const isOneSpot = bounds.getNorthEast().equals(bounds.getSouthWest());
      if (isOneSpot || this.map.getZoom() >= NEAREST) {
        return marker.bindPopup(() => all(features, this.words), { maxHeight: 240 });
      }
      marker.on("click", () => this.enter(bounds, false));
      marker.on("keypress", ({ originalEvent }) => {
        if (originalEvent.key === "Enter") this.enter(bounds, true);
      });
      return marker;
    }

    // Goes closer to several points, so that they come apart; whoever came by keyboard goes on from the first of them.
    enter(bounds, byKeyboard) {
      if (byKeyboard) {
        this.map.once("moveend", () => {
          this.draw();
          const inside = [...this.drawn.values()].find((marker) => bounds.pad(0.01).contains(marker.getLatLng()));
          (inside?.getElement() ?? this.map.getContainer()).focus();
        });
      }
      // At the least one zoom closer, or a tap would do nothing.
      const zoom = Math.max(this.map.getBoundsZoom(bounds, false, L.point(MARGIN).multiplyBy(2)), this.map.getZoom() + 1);
      this.map.setView(bounds.getCenter(), Math.min(zoom, NEAREST));
    }
  }

  function leaflet(canvas, { dataset: words }) {
    const map = L.map(canvas, { zoomControl: false });
    L.control.zoom({ zoomInTitle: words.mapCloser, zoomOutTitle: words.mapFarther }).addTo(map);
    map.attributionControl.setPrefix('<a href="https://leafletjs.com/">Leaflet</a>');
    const terms = document.createElement("a");
    terms.href = words.mapTerms;
    terms.textContent = words.mapName;
    L.tileLayer(words.mapTiles, { attribution: terms.outerHTML, maxZoom: 18 }).addTo(map);
    // Leaflet hears of it only while nothing in the map has the focus.
    canvas.addEventListener("keydown", ({ key }) => key === "Escape" && map.closePopup());
    map.on("popupopen", ({ popup }) => {
      const box = popup.getElement();
      box.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", words.mapClose);
      const asker = popup._source?.getElement();
      if (asker && asker === document.activeElement) {
        box.querySelector("a[href]")?.focus();
        popup.once("remove", () => asker.isConnected && asker.focus());
      }
    });
    return map;
  }

  async function open(root) {
    const words = root.dataset;
    told(root, words.mapLoading);
    const answer = await fetch(words.map);
    if (!answer.ok) throw new Error(answer.statusText);
    const { features, unplaced } = await answer.json();
    const canvas = root.querySelector("[data-map-canvas]");
    canvas.hidden = false;
    const map = leaflet(canvas, root);
    const here = words.mapHere ? words.mapHere.split(",").map(Number) : null;
    const shown = features.map(place);
    if (here) shown.push(here);
    if (shown.length) map.fitBounds(L.latLngBounds(shown), { padding: MARGIN, maxZoom: 15 });
    else map.setView([35.7, 139.5], 13);
    if (here) L.marker(here, { icon: icon("map__here", "", 24), title: words.mapYou, keyboard: false, interactive: false }).addTo(map);
    const points = new Points(map, features, words);
    map.on("moveend", () => points.draw());
    points.draw();
    told(root, unplaced ? `${words.mapUnplaced}${unplaced}` : "");
  }

  for (const root of document.querySelectorAll("[data-map]")) {
    const button = root.querySelector("[data-map-open]");
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await open(root);
        button.parentElement.hidden = true;
        root.querySelector("[data-map-canvas]").focus();
      } catch {
        told(root, root.dataset.mapFailed);
        button.disabled = false;
      }
    });
    root.hidden = false;
  }
})();
