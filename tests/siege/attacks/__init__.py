"""Every attack by its name; the names are those of the first report, the rest are its siblings."""

from tests.siege.attack import Attack
from tests.siege.attacks import accounts, checks, configurations, connections, requests, uploads

ATTACKS: dict[str, Attack] = {
    attack.name: attack
    for module in (uploads, configurations, connections, requests, accounts, checks)
    for attack in module.ATTACKS
}
