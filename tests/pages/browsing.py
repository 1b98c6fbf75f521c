"""What is looked at, and how a test waits for it."""

from typing import Any

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

__all__ = ["HOSTILE", "LONG_HEAD", "ActionChains", "By", "Keys", "WebDriverWait", "find", "visible"]

HOSTILE = '推进“九维九治”<script>document.title="hacked"</script><img src=x onerror="document.title=1">。'
LONG_HEAD = """孝感市政府工作报告

——2023年1月5日在孝感市第七届人民代表大会第三次会议上

各位代表：现在，我代表市人民政府作工作报告。我们推进孝汉交通一体化“六大工程”，开工项目一批又一批，群众都满意。

名词解释：
1.孝汉交通一体化“六大工程”：指主城直通、加密连通、提标扩能、提档升级、同质融合、回归复兴六大工程。
2.三好学生：指思想好、学习好、身体好的学生。
"""


def find(browser: Any, selector: str) -> Any:
    return WebDriverWait(browser, 10).until(lambda driver: driver.find_element(By.CSS_SELECTOR, selector))


def visible(browser: Any, selector: str) -> Any:
    return WebDriverWait(browser, 10).until(
        lambda driver: next(
            (each for each in driver.find_elements(By.CSS_SELECTOR, selector) if each.is_displayed()), None
        )
    )
