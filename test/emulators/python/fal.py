"""FAL's client for Python at an emulator, whose address is the argument. With it comes a zip of photos. Prints what it got, as JSON."""

import asyncio
import json
import sys
from pathlib import Path

import fal_client
import httpx
from fal_client.client import MultipartUpload

TRAINER = "fal-ai/flux-lora-portrait-trainer"


def lead_to(address: str) -> None:
    """FAL's hosts are fixed in the client: beneath it, what is meant for them is sent to the emulator."""
    root = httpx.URL(address)

    def led(request: httpx.Request) -> httpx.Request:
        if request.url.host.endswith(("fal.run", "fal.ai", "fal.media")):
            request.url = request.url.copy_with(scheme=root.scheme, host=root.host, port=root.port)
            request.headers["host"] = f"{root.host}:{root.port}"
        return request

    handle, handle_async = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request
    httpx.HTTPTransport.handle_request = lambda transport, request: handle(transport, led(request))
    httpx.AsyncHTTPTransport.handle_async_request = lambda transport, request: handle_async(transport, led(request))


def download(url: str) -> bytes:
    response = httpx.get(url)
    response.raise_for_status()
    return response.content


def uploads(client: fal_client.SyncClient, archive: Path) -> dict[str, bool]:
    content = archive.read_bytes()
    lifecycle = fal_client.StorageSettings(expires_in="1h")
    # As for a file above 100 MB, but in small parts.
    in_parts = MultipartUpload.save_file(
        client=client._get_cdn_client(),
        token_manager=client._token_manager,
        file_path=archive,
        chunk_size=len(content) // 3,
        content_type="application/zip",
    )
    addresses = {
        "by token": client.upload(content, "application/zip", "photos.zip", lifecycle=lifecycle),
        "of a file": client.upload_file(archive),
        "in parts": in_parts,
        "by storage": client.upload(content, "application/zip", "photos.zip", repository="fal", fallback_repository=[]),
        "async": asyncio.run(fal_client.AsyncClient(key="key:secret").upload_file(archive)),
    }
    return {name: download(address) == content for name, address in addresses.items()}


def train(client: fal_client.SyncClient, archive: Path) -> dict[str, object]:
    updates = []
    result = client.subscribe(
        TRAINER,
        {"images_data_url": client.upload_file(archive), "trigger_phrase": "ohwx"},
        with_logs=True,
        interval=0.05,
        on_queue_update=updates.append,
    )
    return {
        "statuses": list(dict.fromkeys(type(update).__name__ for update in updates)),
        "logs": len(updates[-1].logs),
        "weights": len(download(result["diffusers_lora_file"]["url"])),
        "file_size": result["diffusers_lora_file"]["file_size"],
    }


def refusals(client: fal_client.SyncClient) -> dict[str, object]:
    told = {}
    try:
        client.subscribe(TRAINER, {}, interval=0.05)
    except fal_client.FalClientHTTPError as error:
        told["input"] = [error.status_code, [detail["type"] for detail in error.message]]
    try:
        client.submit("fal-ai/no-such-model", {})
    except fal_client.FalClientHTTPError as error:
        told["model"] = [error.status_code, error.message]
    return told


def main(address: str, path: str) -> None:
    lead_to(address)
    client = fal_client.SyncClient(key="key:secret")
    archive = Path(path)
    told = {"uploads": uploads(client, archive), "training": train(client, archive), "refusals": refusals(client)}
    print(json.dumps(told))


main(*sys.argv[1:])
