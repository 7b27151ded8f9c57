/* The map of a list (data-map): what the list holds, as points that draw together where they are close. It is opened by a tap, because
   its pictures come from another host; the list below says the same, so nothing needs it. */
"use strict";

(() => {
  const CELL = 56; // pixels: points within such a square are shown as one
  const NEAREST = 17; // the closest that a tap on several zooms in
  const MARGIN = [32, 32];

  function told(root, words) {
    root.querySelector("[data-map-told]").textContent = words;
  }

  function popup({ properties }) {
    const box = document.createElement("div");
    const name = document.createElement("a");
    name.href = properties.url;
    name.textContent = properties.name;
    const about = document.createElement("p");
    about.textContent = [properties.kind_label, properties.address].filter(Boolean).join(" · ");
    box.append(name, about);
    return box;
  }

  function icon(className, text, size) {
    const label = document.createElement("span");
    label.textContent = text;
    return L.divIcon({ className, html: label, iconSize: [size, size] });
  }

  function one(feature) {
    const [longitude, latitude] = feature.geometry.coordinates;
    const marker = L.marker([latitude, longitude], {
      icon: icon(`map__point map__point--${feature.properties.kind}`, "", 28),
      title: feature.properties.name,
      alt: feature.properties.name,
    });
    return marker.bindPopup(popup(feature));
  }

  function several(map, features, words) {
    const bounds = L.latLngBounds(features.map(({ geometry: { coordinates } }) => [coordinates[1], coordinates[0]]));
    const marker = L.marker(bounds.getCenter(), {
      icon: icon("map__several", String(features.length), 44),
      title: `${features.length}${words}`,
      alt: `${features.length}${words}`,
    });
    const isOneSpot = bounds.getNorthEast().equals(bounds.getSouthWest());
    if (isOneSpot || map.getZoom() >= NEAREST) {
      const box = document.createElement("div");
      box.append(...features.map(popup));
      return marker.bindPopup(box, { maxHeight: 240 });
    }
    return marker.on("click", () => map.fitBounds(bounds, { padding: MARGIN, maxZoom: NEAREST }));
  }

  function draw(map, layer, features, words) {
    const seen = map.getBounds().pad(0.2);
    const cells = new Map();
    for (const feature of features) {
      const [longitude, latitude] = feature.geometry.coordinates;
      if (!seen.contains([latitude, longitude])) continue;
      const { x, y } = map.project([latitude, longitude]);
      const cell = `${Math.floor(x / CELL)}:${Math.floor(y / CELL)}`;
      if (cells.has(cell)) cells.get(cell).push(feature);
      else cells.set(cell, [feature]);
    }
    layer.clearLayers();
    for (const together of cells.values()) {
      layer.addLayer(together.length === 1 ? one(together[0]) : several(map, together, words));
    }
  }

  async function open(root) {
    told(root, root.dataset.mapLoading);
    const answer = await fetch(root.dataset.map);
    if (!answer.ok) throw new Error(answer.statusText);
    const { features, unplaced } = await answer.json();
    const canvas = root.querySelector("[data-map-canvas]");
    canvas.hidden = false;
    const map = L.map(canvas, { zoomControl: true });
    const terms = document.createElement("a");
    terms.href = root.dataset.mapTerms;
    terms.textContent = root.dataset.mapName;
    L.tileLayer(root.dataset.mapTiles, { attribution: terms.outerHTML, maxZoom: 18 }).addTo(map);
    if (features.length) {
      const points = features.map(({ geometry: { coordinates } }) => [coordinates[1], coordinates[0]]);
      map.fitBounds(L.latLngBounds(points), { padding: MARGIN, maxZoom: 15 });
    } else {
      map.setView([35.7, 139.5], 13);
    }
    const layer = L.layerGroup().addTo(map);
    const redraw = () => draw(map, layer, features, root.dataset.mapSeveral);
    map.on("moveend zoomend", () => {
      // A popup that is open keeps its point: moving the map to make room for it is no reason to take it away.
      if (!canvas.querySelector(".leaflet-popup")) redraw();
    });
    map.on("popupclose", () => setTimeout(redraw, 300));
    redraw();
    told(root, unplaced ? `${root.dataset.mapUnplaced}${unplaced}` : "");
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
