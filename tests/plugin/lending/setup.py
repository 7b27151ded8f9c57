from cms.core.setup import Setup


def section(setup: Setup) -> None:
    setup.section(setup.root, "lending.LendingPage", "lending", "おもちゃの貸し出し")
